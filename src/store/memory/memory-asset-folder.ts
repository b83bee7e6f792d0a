import type { AssetFolder } from '../../core/asset-folder.ts';
import { createMemorySpool, type Spool } from '../../kit/spool.ts';

const defaultTotal = 256 * 1024 * 1024;

/**
 * Keeps assets in memory, for places without a writable disk. `maxBytes` bounds one asset; over
 * `maxTotalBytes` (default 256 MiB) the oldest are forgotten, but never the newest.
 */
export function createMemoryAssetFolder(
  options: { maxBytes?: number; maxTotalBytes?: number } = {},
): AssetFolder {
  const { maxBytes = Number.POSITIVE_INFINITY, maxTotalBytes = defaultTotal } = options;
  const kept = new Map<string, Spool>();
  let total = 0;

  function forget(name: string): void {
    total -= kept.get(name)?.size ?? 0;
    kept.delete(name);
  }

  return {
    volatile: true,
    check: async () => {},
    isRescued: () => false,
    begin: async (limit = maxBytes) => createMemorySpool({ maxBytes: Math.min(limit, maxBytes) }),
    async keep(spool, name) {
      await spool.linkTo(name);
      forget(name);
      kept.set(name, spool);
      total += spool.size;
      for (const oldest of kept.keys()) {
        if (total <= maxTotalBytes || oldest === name) break;
        forget(oldest);
      }
    },
    async open(name) {
      const spool = kept.get(name);
      return spool && { size: spool.size, bytes: (range) => spool.read(range) };
    },
    path: () => undefined,
    leftSpools: async () => [],
    async remove(name) {
      forget(name);
    },
  };
}
