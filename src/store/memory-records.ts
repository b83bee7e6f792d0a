import type { Generation } from '../core/generation.ts';
import type { Asset } from '../core/image.ts';
import type { Rerun } from '../core/leases.ts';

/** An asset in memory, and how its hosting goes. */
export interface KeptAsset {
  asset: Asset;
  attempts: number;
  /** Milliseconds since 1970; undefined where no try is due. */
  nextAttemptAt: number | undefined;
}

/** What is known of a generation beside its record. */
export interface Trail {
  requestHash: string;
  idempotencyKey: string | undefined;
  host: string;
  rerun: Rerun;
  /** Undefined once it has ended. */
  leaseOwner: string | undefined;
  /** Milliseconds since 1970. */
  leaseUntil: number;
  taskId: string | undefined;
  /** Whether nobody is to be given its outcome any more. */
  answered: boolean;
  /** Whether whoever waited for its answer has gone. */
  left: boolean;
}

/** Generations and assets in memory; a generation's `assets` are the very objects kept here. */
export interface MemoryRecords {
  generations: ReadonlyMap<string, Generation>;
  /** Of the same ids. */
  trails: ReadonlyMap<string, Trail>;
  assets: ReadonlyMap<string, KeptAsset>;
  /** Of generations that are only a place in the list by now. */
  deletedIds: ReadonlySet<string>;
  findAssetByName(name: string): Asset | undefined;
  /** Tells why it cannot be added; undefined where it was. */
  addGeneration(generation: Generation, trail: Trail): string | undefined;
  findByKey(owner: string, idempotencyKey: string): Generation | undefined;
  freeKey(id: string): void;
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
  const generationIdsByKey = new Map<string, string>();
  const trails = new Map<string, Trail>();
  const uploadIds = new Set<string>();
  const deletedIds = new Set<string>();

  function removeAsset({ id, name }: Asset): void {
    assets.delete(id);
    assetIdsByName.delete(name);
    uploadIds.delete(id);
  }

  function removeGeneration({ id, assets: made }: Generation): void {
    made.forEach(removeAsset);
    freeKey(id);
    generations.delete(id);
    trails.delete(id);
    deletedIds.delete(id);
  }

  function freeKey(id: string): void {
    const trail = trails.get(id);
    if (trail?.idempotencyKey === undefined) return;
    const owner = generations.get(id)?.owner ?? '';
    generationIdsByKey.delete(JSON.stringify([owner, trail.idempotencyKey]));
    trail.idempotencyKey = undefined;
  }

  return {
    generations,
    trails,
    freeKey,
    assets,
    deletedIds,

    findAssetByName: (name) => assets.get(assetIdsByName.get(name) ?? '')?.asset,

    findByKey(owner, idempotencyKey) {
      const id = generationIdsByKey.get(JSON.stringify([owner, idempotencyKey]));
      return generations.get(id ?? '');
    },

    addGeneration(generation, trail) {
      const { id, owner } = generation;
      const { idempotencyKey } = trail;
      if (generations.has(id)) return 'the id is taken';
      if (idempotencyKey !== undefined) {
        const key = JSON.stringify([owner, idempotencyKey]);
        if (generationIdsByKey.has(key)) return 'the idempotency key is taken';
        generationIdsByKey.set(key, id);
      }
      generations.set(id, generation);
      trails.set(id, trail);
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
      freeKey(id);
      generation.assets.forEach(removeAsset);
      Object.assign(generation, { prompt: '', parameters: {}, assets: [] });
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
