import { assetUrl } from '../../core/asset-url.ts';
import type { Caller } from '../../core/caller.ts';
import type { Generation } from '../../core/generation.ts';
import type { Asset } from '../../core/image.ts';
import { isGone } from '../../core/library/shelf.ts';
import type { Store } from '../../core/store.ts';
import { cutBytes } from './image-result.ts';

/** An image and the generation that made it. */
export interface FoundImage {
  generation: Generation;
  asset: Asset;
}

/** An image by its id, with its generation unless it was uploaded; undefined also for another's. */
export async function findOwnAsset(
  id: string,
  store: Store,
  caller: Caller,
): Promise<{ asset: Asset; generation: Generation | undefined } | undefined> {
  const asset = await store.findAsset(id);
  if (!asset) return undefined;
  if (asset.generationId === undefined) return { asset, generation: undefined };
  const generation = await store.findGeneration(asset.generationId);
  return generation && generation.owner !== caller.id ? undefined : { asset, generation };
}

/** The caller's own images whose prompts, alt texts or tags hold all of the words, the newest first; no expired ones. */
export async function findImages(
  words: readonly string[] | undefined,
  limit: number,
  store: Store,
  caller: Caller,
): Promise<FoundImage[]> {
  const filter = { words, states: ['durable', 'hosted'] as const };
  const generations = await store.listGenerations(caller.id, limit, filter);
  return generations
    .flatMap((generation) =>
      generation.assets
        .filter((asset) => !isGone(asset))
        .toSorted((a, b) => a.index - b.index)
        .map((asset) => ({ generation, asset })),
    )
    .slice(0, limit);
}

/** A found image as data. */
export function describeFound({ generation, asset }: FoundImage, caller: Caller) {
  return {
    id: asset.id,
    url: assetUrl(asset, caller.assetOrigin),
    job_id: generation.id,
    prompt: cutBytes(generation.prompt, 200),
    ...(generation.altText !== undefined && { alt_text: cutBytes(generation.altText, 100) }),
    ...(generation.tags.length > 0 && { tags: cutBytes(generation.tags.join(', '), 100) }),
    model: `${generation.provider}/${generation.model}`,
    width: asset.width,
    height: asset.height,
    created_at: new Date(generation.createdAt).toISOString(),
  };
}
