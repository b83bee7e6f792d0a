import type { Asset } from '../../core/image.ts';
import type { ExpiredPlace, Pile, Shelf, ShelfLimits } from '../../core/library/shelf.ts';
import type { KeptAsset, MemoryRecords } from './memory-records.ts';

/** The shelf of records in memory. */
export function createMemoryShelf({ generations, assets }: MemoryRecords): Shelf {
  const here = () => [...assets.values()].filter(({ asset }) => asset.expiredAt === undefined);

  function mayGo({ asset, nextAttemptAt }: KeptAsset, { settledBefore }: ShelfLimits): boolean {
    const generation = generations.get(asset.generationId ?? '');
    if (generation && generation.endedAt === undefined) return false;
    if (asset.favouriteAt !== undefined || nextAttemptAt !== undefined) return false;
    return asset.createdAt < settledBefore;
  }

  function findOverdue(limits: ShelfLimits): Asset[] {
    const { before = 0, maxBytes = Number.POSITIVE_INFINITY } = limits;
    const all = here();
    let tooMuch = weigh(all.map(({ asset }) => asset)).bytes - maxBytes;
    return all
      .filter((kept) => mayGo(kept, limits))
      .map(({ asset }) => asset)
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
      .filter(({ createdAt, size }) => {
        const goes = createdAt < before || tooMuch > 0;
        tooMuch -= size;
        return goes;
      });
  }

  return {
    measure: async () => weigh(here().map(({ asset }) => asset)),
    overdue: async (limits) => weigh(findOverdue(limits)),
    async expire(limits, at, most) {
      const gone = findOverdue(limits).slice(0, most);
      for (const asset of gone) asset.expiredAt = at;
      return structuredClone(gone);
    },
    async expired(after, limit) {
      const gone = [...assets.values()]
        .map(({ asset }) => asset)
        .filter((asset): asset is Asset & ExpiredPlace => asset.expiredAt !== undefined)
        .filter((asset) => !after || byExpiry(after, asset) < 0)
        .sort(byExpiry);
      return structuredClone(gone.slice(0, limit));
    },
  };
}

function weigh(assets: readonly Asset[]): Pile {
  return { count: assets.length, bytes: assets.reduce((sum, { size }) => sum + size, 0) };
}

function byExpiry(a: ExpiredPlace, b: ExpiredPlace): number {
  return a.expiredAt - b.expiredAt || (a.id === b.id ? 0 : a.id < b.id ? -1 : 1);
}
