import type { Generation } from '../../core/generation.ts';
import type { LeaseHolder, Leases, Orphan } from '../../core/leases.ts';
import type { Signals } from '../../core/signals.ts';
import type { MemoryRecords } from './memory-records.ts';
import type { Trail } from './memory-trails.ts';

interface Waiting {
  generation: Generation;
  trail: Trail;
}

/** Leases in memory, where there is only one process; for completeness they work all the same. */
export function createMemoryLeases(
  { generations, trails }: MemoryRecords,
  signals: Pick<Signals, 'send'>,
): Leases {
  /** Those that nobody works on, the first come first. */
  function waiting(): Waiting[] {
    const found: Waiting[] = [];
    for (const [id, trail] of trails.ofId) {
      const generation = generations.get(id);
      if (generation?.state !== 'accepted' || trail.leaseOwner !== undefined) continue;
      found.push({ generation, trail });
    }
    return found.sort((a, b) => inOrder(a.generation, b.generation));
  }

  return {
    async holders() {
      const untilOf = new Map<string, number>();
      for (const { leaseOwner, leaseUntil = 0 } of trails.ofId.values()) {
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
      const orphans: Orphan[] = [];
      for (const [id, trail] of trails.ofId) {
        const generation = generations.get(id);
        if (trail.leaseOwner !== from.owner || (trail.leaseUntil ?? 0) > from.until) continue;
        if (!generation) continue;
        trail.left = true;
        const goesBack = generation.state === 'accepted' && trail.rerun === 'always';
        take(trail, goesBack ? undefined : to);
        if (goesBack) signals.send({ type: 'queued' });
        else orphans.push(toOrphan({ generation, trail }));
      }
      return orphans;
    },

    isAnyWaiting: async () => waiting().length > 0,

    async claim(holder, limit) {
      const claimed = waiting().slice(0, limit);
      for (const { trail } of claimed) take(trail, holder);
      return claimed.map(toOrphan);
    },

    async countAhead(id) {
      const place = waiting().findIndex(({ generation }) => generation.id === id);
      return place < 0 ? undefined : place;
    },

    async cancel(id, heir) {
      const generation = generations.get(id);
      const trail = trails.ofId.get(id);
      if (!generation || !trail || generation.endedAt !== undefined) return undefined;
      trail.cancelled = true;
      if (trail.leaseOwner !== undefined) {
        signals.send({ type: 'cancel', id });
        return 'elsewhere';
      }
      take(trail, heir);
      return toOrphan({ generation, trail });
    },

    async cancelled(owner) {
      return [...trails.ofId]
        .filter(([, trail]) => trail.leaseOwner === owner && trail.cancelled)
        .map(([id]) => id);
    },
  };
}

function take(trail: Trail, holder: LeaseHolder | undefined): void {
  Object.assign(trail, { leaseOwner: holder?.owner, leaseUntil: holder?.until });
}

function toOrphan({ generation, trail }: Waiting): Orphan {
  const { host, rerun, taskId, cancelled } = trail;
  return structuredClone({ generation, host, rerun, taskId, cancelled });
}

function inOrder(a: Generation, b: Generation): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}
