import { assetUrl } from '../../../core/asset-url.ts';
import type { Caller } from '../../../core/caller.ts';
import type { Generation, Json } from '../../../core/generation.ts';
import type { Asset } from '../../../core/image.ts';
import { describeUsage, describeWarnings } from './answer.ts';

/** A generation as the history shows it: what was asked, what was made, never base64. */
export function describeGeneration(
  generation: Generation,
  { locale, assetOrigin }: Pick<Caller, 'locale' | 'assetOrigin'>,
) {
  const { id, state, provider, model, prompt, parameters, createdAt, endedAt } = generation;
  return {
    id,
    object: 'generation',
    state,
    created_at: seconds(createdAt),
    ended_at: endedAt === undefined ? null : seconds(endedAt),
    provider,
    model,
    prompt,
    parameters: describeParameters(parameters),
    data: generation.assets.map((asset) => describeAsset(asset, assetOrigin)),
    usage: (generation.usage && describeUsage(generation.usage)) ?? null,
    cost_usd: generation.cost?.usd ?? null,
    cost_kind: generation.cost?.kind ?? 'unknown',
    warnings: describeWarnings(generation, locale),
    error: generation.error ?? null,
  };
}

/** An image of the history: where it is and what is known of it. */
export function describeAsset(asset: Asset, assetOrigin: string) {
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
  };
}

/** Ours in camelCase as OpenAI writes them; what came as extra has that form already. */
function describeParameters(parameters: Generation['parameters']): { [name: string]: Json } {
  const named = Object.entries(parameters).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(named);
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
