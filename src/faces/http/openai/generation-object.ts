import { assetUrl } from '../../../core/asset-url.ts';
import type { Caller } from '../../../core/caller.ts';
import type { Generation, Json } from '../../../core/generation.ts';
import type { Asset, ImageLink } from '../../../core/image.ts';
import type { History } from '../../../core/library/history.ts';
import type { HttpOptions } from '../context.ts';
import { describeUsage, describeWarnings } from './answer.ts';

/** For whom something is described, and what is known of how long it stays. */
export type Reader = Pick<Caller, 'locale' | 'assetOrigin'> & Pick<History, 'expiryOf'>;

/** A caller as the reader of its history. */
export function readerOf({ locale, assetOrigin }: Caller, { app }: HttpOptions): Reader {
  return { locale, assetOrigin, expiryOf: app.history.expiryOf };
}

/** A generation as the history shows it: what was asked, what was made, never base64. */
export function describeGeneration(generation: Generation, reader: Reader) {
  const { effectivePrompt, style, altText, tags } = generation;
  const { id, state, provider, model, prompt, parameters, createdAt, endedAt } = generation;
  return {
    id,
    object: 'generation',
    state,
    created_at: seconds(createdAt),
    ended_at: secondsOrNull(endedAt),
    provider,
    model,
    prompt,
    effective_prompt: effectivePrompt ?? null,
    style: style === undefined ? null : { name: style },
    alt_text: altText ?? null,
    tags,
    parameters: describeParameters(parameters),
    data: generation.assets.map((asset) => describeAsset(asset, reader)),
    links: generation.links.map(describeLink),
    usage: (generation.usage && describeUsage(generation.usage)) ?? null,
    cost_usd: generation.cost?.usd ?? null,
    cost_kind: generation.cost?.kind ?? 'unknown',
    caller_paid: generation.callerPaid,
    warnings: describeWarnings(generation, reader.locale),
    error: generation.error ?? null,
  };
}

/** Its place in the queue, as part of a generation; empty where it does not wait. */
export function describePlace(ahead: number | undefined) {
  return ahead === undefined ? {} : { queue_ahead: ahead };
}

/** An image of the history: where it is and what is known of it. */
export function describeAsset(asset: Asset, { assetOrigin, expiryOf }: Reader) {
  return {
    id: asset.id,
    object: 'image',
    index: asset.index,
    name: asset.name,
    url: assetUrl(asset, assetOrigin),
    media_type: asset.mediaType,
    width: asset.width,
    height: asset.height,
    bytes: asset.size,
    sha256: asset.sha256,
    revised_prompt: asset.revisedPrompt ?? null,
    seed: asset.seed ?? null,
    favourite: asset.favouriteAt !== undefined,
    expires_at: secondsOrNull(expiryOf(asset)),
    expired_at: secondsOrNull(asset.expiredAt),
  };
}

/** A picture that only its upstream shows. */
function describeLink({ index, url, revisedPrompt }: ImageLink) {
  return { index, url, revised_prompt: revisedPrompt ?? null };
}

/** Ours in camelCase as OpenAI writes them; what came as extra has that form already. */
function describeParameters(parameters: Generation['parameters']): { [name: string]: Json } {
  const named = Object.entries(parameters).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(named);
}

function secondsOrNull(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : seconds(milliseconds);
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
