import type { Generation, GenerationFailure } from '../../core/generation.ts';
import type { Asset } from '../../core/image.ts';
import { createMemoryTrails, type MemoryTrails, type Trail } from './memory-trails.ts';

/** An asset in memory, and how its hosting goes. */
export interface KeptAsset {
  asset: Asset;
  attempts: number;
  /** Milliseconds since 1970; undefined where no try is due. */
  nextAttemptAt: number | undefined;
  /** Why its last try failed. */
  error?: GenerationFailure | undefined;
}

/** Generations and assets in memory; a generation's `assets` are the very objects kept here. */
export interface MemoryRecords {
  generations: ReadonlyMap<string, Generation>;
  /** Of the same ids. */
  trails: MemoryTrails;
  assets: ReadonlyMap<string, KeptAsset>;
  /** Of generations that are only a place in the list by now. */
  deletedIds: ReadonlySet<string>;
  findAssetByName(name: string): Asset | undefined;
  /** Tells why it cannot be added; undefined where it was. */
  addGeneration(generation: Generation, trail: Trail): string | undefined;
  /** Forgets all of it but its place in the list; tells whether it was there. */
  deleteGeneration(id: string): boolean;
  /** Tells why it cannot be added; undefined where it was. */
  addAsset(asset: Asset, nextAttemptAt: number | undefined): string | undefined;
}

/** Empty records; beyond the bound the oldest ended generations and the oldest uploads go. */
export function createMemoryRecords(maxGenerations: number): MemoryRecords {
  const generations = new Map<string, Generation>();
  const assets = new Map<string, KeptAsset>();
  const assetIdsByName = new Map<string, string>();
  const trails = createMemoryTrails();
  const uploadIds = new Set<string>();
  const deletedIds = new Set<string>();

  function removeAsset({ id, name }: Asset): void {
    assets.delete(id);
    assetIdsByName.delete(name);
    uploadIds.delete(id);
  }

  function removeGeneration(generation: Generation): void {
    generation.assets.forEach(removeAsset);
    generations.delete(generation.id);
    trails.delete(generation);
    deletedIds.delete(generation.id);
  }

  return {
    generations,
    trails,
    assets,
    deletedIds,

    findAssetByName: (name) => assets.get(assetIdsByName.get(name) ?? '')?.asset,

    addGeneration(generation, trail) {
      const { id } = generation;
      if (generations.has(id)) return 'the id is taken';
      if (!trails.add(generation, trail)) return 'the idempotency key is taken';
      generations.set(id, generation);
      if (generations.size > maxGenerations) {
        // One that still works must not vanish under those who wait for it.
        const oldest = findOldestEnded(generations.values());
        if (oldest) removeGeneration(oldest);
      }
      return undefined;
    },

    deleteGeneration(id) {
      const generation = generations.get(id);
      if (!generation || deletedIds.has(id)) return false;
      trails.freeKey(generation);
      generation.assets.forEach(removeAsset);
      const gone = { effectivePrompt: undefined, style: undefined, altText: undefined, tags: [] };
      Object.assign(generation, { prompt: '', parameters: {}, assets: [], ...gone });
      deletedIds.add(id);
      return true;
    },

    addAsset(asset, nextAttemptAt) {
      const { id, name, generationId } = asset;
      if (assets.has(id) || assetIdsByName.has(name)) return 'the id or the name is taken';
      const generation = generations.get(generationId ?? '');
      if (generationId !== undefined && !generation) return 'there is no such generation';
      generation?.assets.push(asset);
      generation?.assets.sort((a, b) => a.index - b.index);
      if (!generation) uploadIds.add(id);
      assets.set(id, { asset, attempts: 0, nextAttemptAt });
      assetIdsByName.set(name, id);
      if (uploadIds.size > maxGenerations) {
        const [oldest = ''] = uploadIds;
        const kept = assets.get(oldest);
        if (kept) removeAsset(kept.asset);
      }
      return undefined;
    },
  };
}

function findOldestEnded(oldestFirst: Iterable<Generation>): Generation | undefined {
  for (const generation of oldestFirst) {
    if (generation.endedAt !== undefined) return generation;
  }
  return undefined;
}
