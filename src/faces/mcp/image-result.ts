import type { CallToolResult } from '@modelcontextprotocol/server';
import { assetUrl } from '../../core/asset-url.ts';
import type { Cost } from '../../core/generation.ts';
import type { Asset } from '../../core/image.ts';
import type { Locale } from '../../core/template.ts';
import { type Warning, warning, warningText } from '../../core/warnings.ts';
import { type JsonSchema, object } from './schema.ts';
import { showPictures } from './show-pictures.ts';
import { say } from './texts.ts';
import type { ToolCall } from './tool.ts';

/** What is told of pictures beside the pictures themselves. */
export interface ImageFacts {
  /** What stands for the pictures in Markdown: what they show, the prompt, or a file's name. */
  alt: string | undefined;
  /** The name of the style they were painted in. */
  style?: string | undefined;
  /** Told again to who did not say it just now. */
  description?: { altText: string | undefined; tags: readonly string[] };
  /** The generation's id; undefined for an upload. */
  jobId: string | undefined;
  /** `provider/model`. */
  model: string | undefined;
  cost: Cost | undefined;
  /** Made for an earlier call that this one repeats. */
  replayed?: boolean;
  warnings: readonly Warning[];
  /** Where pictures were saved too, by the id of the asset. */
  savedAs: ReadonlyMap<string, string>;
}

/** What every tool that shows pictures answers with; open, so that a host never refuses more. */
export const imageOutput: JsonSchema = object(
  {
    status: { type: 'string' },
    job_id: {},
    images: {
      type: 'array',
      items: object({ id: {}, url: {} }),
    },
  },
  ['status'],
);

/** Pictures as a result: the bare URLs, one block each, then one short text, then the same as data. */
export async function imageResult(
  assets: readonly Asset[],
  facts: ImageFacts,
  call: ToolCall,
): Promise<CallToolResult> {
  const { options, caller } = call;
  const warnings = [...facts.warnings];
  const sorted = assets.toSorted((a, b) => a.index - b.index);
  for (const asset of sorted) warnings.push(...(await warningsBefore(asset, call)));
  if (options.app.store.volatile) warnings.push(warning('nothing_kept', {}));
  const images = sorted.map((asset) => ({
    asset,
    url: assetUrl(asset, caller.assetOrigin),
    path: options.stdio ? options.app.assets.path(asset.name) : undefined,
    savedAs: facts.savedAs.get(asset.id),
  }));
  // What the disk did not take is shown in full, whatever was asked for: its URL may not last.
  const unkept = sorted.filter(
    ({ name, hostedUrl }) => hostedUrl === undefined && options.app.assets.isRescued(name),
  );
  const { blocks, notes } = await (unkept.length > 0
    ? showPictures(unkept, { ...call, show: 'full' })
    : showPictures(sorted, call));
  const said = [...warnings.map((warned) => warningText(warned, caller.locale)), ...notes];
  return {
    content: [
      ...images.map(({ url }) => ({ type: 'text' as const, text: url })),
      { type: 'text', text: describeInWords(images, facts, said, caller.locale) },
      ...blocks,
    ],
    structuredContent: describeAsData(images, facts, said),
  };
}

/** What is to be told before an image's URL; what goes wrong here hides no image that was paid for. */
export async function warningsBefore(
  asset: Asset,
  { options }: ToolCall,
): Promise<readonly Warning[]> {
  try {
    return (await options.beforeAnswer?.(asset)) ?? [];
  } catch (cause) {
    options.app.logger.warn({ asset: asset.id, cause }, 'the image may not be shown');
    return [];
  }
}

interface ShownImage {
  asset: Asset;
  url: string;
  path: string | undefined;
  savedAs: string | undefined;
}

function describeInWords(
  images: readonly ShownImage[],
  facts: ImageFacts,
  warnings: readonly string[],
  locale: Locale,
): string {
  const alt = altOf(facts.alt);
  const lines = images.map(({ asset, url, path, savedAs }) =>
    join([
      `![${alt}](${url})`,
      asset.id,
      `${asset.width}×${asset.height}`,
      `${asset.size} bytes`,
      path,
      savedAs && say('saved_as', locale, { path: savedAs }),
    ]),
  );
  const end = join([
    facts.model,
    facts.cost && `$${facts.cost.usd} (${facts.cost.kind})`,
    facts.replayed && say('replayed', locale, {}),
    ...warnings.map((warned) => say('warning', locale, { text: warned })),
  ]);
  if (images.length === 1) return join([...lines, end]);
  return [...lines, end].join('\n');
}

function join(parts: readonly (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(' · ');
}

/** Bytes of an answer for what somebody wrote at length; all of it stays within a kilobyte. */
const roomForTexts = 120;

function describeAsData(
  images: readonly ShownImage[],
  facts: ImageFacts,
  warnings: readonly string[],
): Record<string, unknown> {
  const { altText, tags } = facts.description ?? { altText: undefined, tags: [] };
  const texts = [altText, tags[0], images[0]?.asset.revisedPrompt].filter(Boolean);
  const room = Math.floor(roomForTexts / Math.max(1, texts.length));
  return withoutUnset({
    status: 'done',
    job_id: facts.jobId,
    images: images.map(({ asset, url, path, savedAs }) =>
      withoutUnset({
        id: asset.id,
        url,
        mime: asset.mediaType,
        size: asset.size,
        width: asset.width,
        height: asset.height,
        sha256: asset.sha256,
        seed: asset.seed,
        revised_prompt: asset.revisedPrompt && cutBytes(asset.revisedPrompt, room),
        path,
        saved_as: savedAs,
        favourite: asset.favouriteAt === undefined ? undefined : true,
      }),
    ),
    alt_text: altText && cutBytes(altText, room),
    tags: tags.length > 0 ? cutBytes(tags.join(', '), room) : undefined,
    style: facts.style === undefined ? undefined : { name: facts.style },
    model: facts.model,
    cost_usd: facts.cost?.usd,
    cost_kind: facts.cost?.kind,
    replayed: facts.replayed || undefined,
    warnings: warnings.length > 0 ? warnings : undefined,
  });
}

function withoutUnset(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** A prompt as the text that stands for its image in Markdown. */
export function altOf(prompt: string | undefined): string {
  return cutBytes(prompt?.replace(/[[\]\s]+/g, ' ').trim() || 'image', 60);
}

/** A text of at most so many bytes in UTF-8, cut between characters. */
export function cutBytes(whole: string, limit: number): string {
  if (Buffer.byteLength(whole) <= limit) return whole;
  let kept = '';
  let size = Buffer.byteLength('…');
  for (const character of whole) {
    size += Buffer.byteLength(character);
    if (size > limit) break;
    kept += character;
  }
  return `${kept}…`;
}
