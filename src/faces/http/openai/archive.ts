import { pipeline } from 'node:stream/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { AppError } from '../../../core/errors.ts';
import type { Generation } from '../../../core/generation.ts';
import type { Asset } from '../../../core/image.ts';
import { streamZip, type ZipEntry } from '../../../kit/zip-stream.ts';
import { authenticate } from '../auth.ts';
import { readJsonObject } from '../body.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { describeAsset, describeGeneration, type Reader, readerOf } from './generation-object.ts';

const maxGenerations = 500;
const longestSlug = 40;

/** What an archive says of itself, last. */
interface ArchiveIndex {
  generations: { id: string; prompt: string; recipe: string; pictures: string[] }[];
  /** Pictures that are not here any more, and so not in it. */
  missing: { id: string; url: string }[];
}

/**
 * `POST /v1/images/archive`: a ZIP of the pictures of `generations` (ids, at most 500), each with
 * its recipe as JSON, and an index; made while it is sent. Throws `not_found` before that.
 */
export async function archiveImages(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const body = await readJsonObject(context.env.incoming);
  const found: Generation[] = [];
  for (const id of readIds(body.generations)) {
    found.push((await options.app.history.find(id, caller)).generation);
  }
  const { outgoing } = context.env;
  outgoing.writeHead(200, {
    'content-type': 'application/zip',
    'content-disposition': 'attachment; filename="maliang.zip"',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  const zip = streamZip(entriesOf(found, readerOf(caller, options), options));
  // What breaks in the middle is cut off, so that nobody takes half an archive for a whole one.
  await pipeline(zip, outgoing).catch(() => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}

function readIds(value: unknown): string[] {
  const param = 'generations';
  const ids = Array.isArray(value) ? new Set(value) : new Set();
  const isGood = [...ids].every((id) => typeof id === 'string' && /^gen_\w{1,64}$/.test(id));
  if (isGood && ids.size > 0 && ids.size <= maxGenerations) return [...ids] as string[];
  const expected = {
    en: `1 to ${maxGenerations} ids of generations`,
    zh: `1 到 ${maxGenerations} 个生成记录的 id`,
  };
  const got = Array.isArray(value) ? `${ids.size}` : typeof value;
  throw new AppError('invalid_value', { param, expected, got }, { param });
}

async function* entriesOf(
  found: readonly Generation[],
  reader: Reader,
  { app }: HttpOptions,
): AsyncGenerator<ZipEntry> {
  const index: ArchiveIndex = { generations: [], missing: [] };
  for (const generation of found) {
    const stem = stemOf(generation);
    const modifiedAt = new Date(generation.createdAt);
    const recipe = `${stem}.json`;
    const pictures: string[] = [];
    for (const asset of generation.assets) {
      const open = await openPicture(asset, app);
      if (!open) index.missing.push({ id: asset.id, url: describeAsset(asset, reader).url });
      else {
        const name = nameOf(stem, asset, generation);
        pictures.push(name);
        yield { name, modifiedAt, bytes: open.bytes() };
      }
    }
    const described = describeGeneration(generation, reader);
    yield { name: recipe, modifiedAt, bytes: asJson(described) };
    const { id, prompt } = generation;
    index.generations.push({ id, prompt, recipe, pictures });
  }
  yield { name: 'index.json', modifiedAt: new Date(), bytes: asJson(index) };
}

/** One on another server that does not answer is missing, and no reason to give the others up. */
async function openPicture({ name }: Asset, { assets }: HttpOptions['app']) {
  return assets.open(name).catch(() => undefined);
}

/** Names sort by time, tell what they show, and are never the same twice. */
function stemOf({ id, prompt, createdAt }: Generation): string {
  const day = new Date(createdAt).toISOString().slice(0, 10);
  const words = prompt.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '-');
  const slug = [...words]
    .slice(0, longestSlug)
    .join('')
    .replace(/^-+|-+$/g, '');
  return [day, slug, id.slice(-6)].filter(Boolean).join('-');
}

function nameOf(stem: string, { name, index }: Asset, { assets }: Generation): string {
  const ending = name.split('.').at(-1);
  return assets.length > 1 ? `${stem}-${index + 1}.${ending}` : `${stem}.${ending}`;
}

async function* asJson(value: unknown): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
}
