import type { IncomingMessage } from 'node:http';
import type { AssetFolder } from '../../../core/asset-folder.ts';
import { AppError } from '../../../core/errors.ts';
import type { JsonPath } from '../../../kit/base64-json.ts';
import type { Spool } from '../../../kit/spool.ts';
import { asObject } from '../body.ts';
import { readSpooledJson, type SpooledJsonOptions } from '../spooled-json.ts';
import { discardSpools, type EditBody, type Given } from './given.ts';

const pictureNames = ['image', 'images', 'mask', 'markup'];
/** Where a picture may stand in an object: OpenAI's names, then those of others. */
const placeNames = ['image_url', 'file_id', 'url', 'b64_json'];

/**
 * Reads a request to edit from JSON: `images: [{image_url | file_id}]`, `image` as a text, an
 * object or a list of either, `mask` and `markup` likewise; a text is a URL, a data URI, base64 or
 * an id of ours. Throws AppErrors, and no spool is left then.
 */
export async function readEditJson(
  incoming: IncomingMessage,
  assets: Pick<AssetFolder, 'begin'>,
  limits: Omit<SpooledJsonOptions, 'isPicture'>,
): Promise<EditBody> {
  const { json, spools } = await readSpooledJson(incoming, assets, { ...limits, isPicture });
  try {
    const { image, images, mask, markup, ...fields } = asObject(json);
    const single = (param: string, value: unknown) =>
      isUnset(value) ? undefined : readGiven(param, value, spools);
    return {
      fields,
      images: [...readList('image', image, spools), ...readList('images', images, spools)],
      mask: single('mask', mask),
      markup: single('markup', markup),
      spools: [...spools.values()],
    };
  } catch (thrown) {
    await discardSpools(spools.values());
    throw thrown;
  }
}

/** Pictures that a small JSON body names: by URL, by id, or as a short base64 text. */
export function readNamedPictures({ images, mask }: { images: unknown; mask: unknown }): {
  images: Given[];
  mask: Given | undefined;
} {
  const none: Spools = new Map();
  return {
    images: readList('images', images, none),
    mask: isUnset(mask) ? undefined : readGiven('mask', mask, none),
  };
}

function isPicture(path: JsonPath): boolean {
  return pictureNames.includes(String(path[0])) && path.at(-1) !== 'file_id';
}

type Spools = ReadonlyMap<string, Spool>;

function readList(param: string, value: unknown, spools: Spools): Given[] {
  if (isUnset(value)) return [];
  if (!Array.isArray(value)) return [readGiven(param, value, spools)];
  return value.map((entry, index) => readGiven(`${param}[${index}]`, entry, spools));
}

function readGiven(param: string, value: unknown, spools: Spools): Given {
  if (typeof value === 'string') return { param, from: spools.get(value) ?? value };
  const entry = recordOf(value);
  const name = placeNames.find((place) => !isUnset(entry?.[place]));
  const inner = name === undefined ? undefined : entry?.[name];
  // As in chats: `image_url: {url}`.
  const place = recordOf(inner)?.url ?? inner;
  if (typeof place === 'string') return { param, from: spools.get(place) ?? place };
  const expected = {
    en: 'an object with image_url or file_id, or an https URL or base64 as text',
    zh: '带有 image_url 或 file_id 的对象，或 https 链接、base64 文本',
  };
  throw new AppError('invalid_type', { param, expected, got: kindOf(value) }, { param });
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}
