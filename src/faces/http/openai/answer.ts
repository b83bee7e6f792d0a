import { missingFile } from '../../../core/errors/missing-file.ts';
import type { Generation, GenerationEvent, Usage } from '../../../core/generation.ts';
import type { Asset } from '../../../core/image.ts';
import type { Locale } from '../../../core/template.ts';
import { warningText } from '../../../core/warnings.ts';
import {
  type Base64Source,
  type JsonDocument,
  jsonWithBase64,
} from '../../../kit/json-with-base64.ts';
import { randomName } from '../../../kit/random-name.ts';
import type { HttpOptions } from '../context.ts';
import type { Delivery } from './fields.ts';

/** An image of an answer, as the generation told of it. */
export type ShownImage = Extract<GenerationEvent, { type: 'image' }>;

/** The answer as a document whose base64 is read from the kept files while it is sent. */
export async function describeAnswer(
  generation: Generation,
  shown: readonly ShownImage[],
  format: Delivery['format'],
  options: HttpOptions,
  locale: Locale,
): Promise<JsonDocument> {
  const sources = new Map<string, Base64Source>();
  const data: Record<string, unknown>[] = [];
  for (const { asset, url } of shown.toSorted((a, b) => a.index - b.index)) {
    const revised = asset.revisedPrompt && { revised_prompt: asset.revisedPrompt };
    const key = randomName();
    const inUrl = format === 'url';
    if (!inUrl || isInMemoryAlone(asset, options)) {
      sources.set(key, await openFile(asset, options));
    }
    data.push({
      ...(inUrl && { url }),
      ...(sources.has(key) && { b64_json: key }),
      ...revised,
    });
  }
  const { background, quality, safety_identifier } = generation.parameters;
  const [first] = generation.assets;
  const answer = {
    created: Math.floor(generation.createdAt / 1000),
    // Of these the answer tells what became of them, and `auto` tells nothing.
    background: background === 'auto' ? undefined : background,
    output_format: first && formatOf(first),
    quality: quality === 'auto' ? undefined : quality,
    size: first && sizeOf(first),
    safety_identifier,
    data,
    usage: generation.usage && describeUsage(generation.usage),
    maliang: describeMaking(generation, locale),
  };
  return jsonWithBase64(answer, sources);
}

/** Whether its address may not outlive this answer, so that the bytes have to stand beside it. */
export function isInMemoryAlone(asset: Asset, { app }: HttpOptions): boolean {
  return asset.hostedUrl === undefined && app.assets.isRescued(asset.name);
}

/** An asset's bytes; throws `image_expired` or `not_found` where they are gone. */
export async function openFile(asset: Asset, { app }: HttpOptions): Promise<Base64Source> {
  const file = await app.assets.open(asset.name);
  if (file) return file;
  throw missingFile(asset);
}

/** As OpenAI names it: `png`, `jpeg`, `webp`. */
export function formatOf({ mediaType }: Pick<Asset, 'mediaType'>): string {
  return mediaType.replace('image/', '');
}

/** As OpenAI writes it; `auto` where the file did not tell. */
export function sizeOf({ width, height }: Pick<Asset, 'width' | 'height'>): string {
  return width > 0 && height > 0 ? `${width}x${height}` : 'auto';
}

/** Tokens in OpenAI's words; undefined where nobody counted any. */
export function describeUsage(usage: Usage) {
  if (usage.totalTokens === undefined) return undefined;
  return {
    total_tokens: usage.totalTokens,
    input_tokens: usage.inputTokens ?? 0,
    output_tokens: usage.outputTokens ?? 0,
    input_tokens_details: {
      text_tokens: usage.textInputTokens ?? 0,
      image_tokens: usage.imageInputTokens ?? 0,
    },
  };
}

/** Who made it, what it cost, and what should be known of it: the `maliang` of an answer. */
export function describeMaking(generation: Generation, locale: Locale) {
  return {
    id: generation.id,
    provider: generation.provider,
    model: generation.model,
    style: generation.style === undefined ? undefined : { name: generation.style },
    cost_usd: generation.cost?.usd,
    cost_kind: generation.cost?.kind ?? 'unknown',
    warnings: describeWarnings(generation, locale),
  };
}

/** What the caller should know beside the images. */
export function describeWarnings({ warnings }: Generation, locale: Locale) {
  return warnings.map((warned) => ({ code: warned.code, message: warningText(warned, locale) }));
}

/** What the headers tell of a generation; the cost is absent where it is unknown. */
export function describeHeaders(generation: Generation): Record<string, string> {
  const headers: Record<string, string> = {
    'x-maliang-generation-id': generation.id,
    'x-maliang-provider': generation.provider,
    'x-maliang-model': toHeaderText(generation.model),
  };
  if (generation.cost) headers['x-maliang-cost-usd'] = String(generation.cost.usd);
  const warnings = generation.warnings.map((warned) => warningText(warned, 'en')).join(' | ');
  if (warnings) headers['x-maliang-warnings'] = toHeaderText(warnings);
  return headers;
}

/** A header carries printable ASCII alone; the body has the whole text. */
function toHeaderText(text: string): string {
  return text
    .replace(/’/g, "'")
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 2000);
}
