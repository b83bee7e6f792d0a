import type { Store } from '../../core/store.ts';
import { byNewest } from './memory-filter.ts';
import type { MemoryRecords } from './memory-records.ts';

/** The reads that find what the same wish made before, in memory. */
export function createMemoryEarlier({
  generations,
  trails,
  deletedIds,
}: MemoryRecords): Pick<Store, 'findByKey' | 'findUnanswered'> {
  return {
    async findByKey(owner, idempotencyKey) {
      const id = trails.findByKey(owner, idempotencyKey) ?? '';
      const generation = generations.get(id);
      const trail = trails.ofId.get(id);
      if (!generation || !trail) return undefined;
      return structuredClone({ generation, requestHash: trail.requestHash });
    },

    async findUnanswered(owner, requestHash, since, left) {
      const [newest] = [...generations.values()]
        .filter((generation) => {
          const { id, createdAt } = generation;
          const trail = trails.ofId.get(id);
          if (!trail || trail.requestHash !== requestHash || trail.answered) return false;
          if (generation.owner !== owner || createdAt < since || deletedIds.has(id)) return false;
          return trail.left || !left;
        })
        .sort(byNewest);
      return structuredClone(newest);
    },
  };
}
