import type { Leases } from '../core/leases.ts';
import type { Store } from '../core/store.ts';
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

/** Leases in memory, where there is only one process; for completeness they work all the same. */
export function createMemoryLeases({ generations, trails }: MemoryRecords): Leases {
  return {
    async holders() {
      const untilOf = new Map<string, number>();
      for (const { leaseOwner, leaseUntil } of trails.ofId.values()) {
        if (leaseOwner === undefined) continue;
        untilOf.set(leaseOwner, Math.max(leaseUntil, untilOf.get(leaseOwner) ?? 0));
      }
      return Array.from(untilOf, ([owner, until]) => ({ owner, until }));
    },

    async renew({ owner, until }) {
      for (const trail of trails.ofId.values()) {
        if (trail.leaseOwner === owner) trail.leaseUntil = until;
      }
    },

    async takeOver(from, to) {
      const orphans = [];
      for (const [id, trail] of trails.ofId) {
        const generation = generations.get(id);
        if (trail.leaseOwner !== from.owner || trail.leaseUntil > from.until) continue;
        if (!generation) continue;
        Object.assign(trail, { leaseOwner: to.owner, leaseUntil: to.until, left: true });
        const { host, rerun, taskId } = trail;
        orphans.push({ generation, host, rerun, taskId });
      }
      return structuredClone(orphans);
    },
  };
}
