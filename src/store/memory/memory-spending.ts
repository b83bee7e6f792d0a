import {
  chargedStates,
  type SpendingBooks,
  type SpendingGroup,
  type SpendingLine,
} from '../../core/cost/spending-books.ts';
import type { Generation } from '../../core/generation.ts';
import { dayOf, toMicroUsd } from '../../core/ledger.ts';
import type { MemoryRecords } from './memory-records.ts';

/** What generations in memory cost; deleted ones count as long as they are known. */
export function createMemorySpending({
  generations,
}: Pick<MemoryRecords, 'generations'>): SpendingBooks {
  return {
    async sum({ groupBy, since, until, owner }) {
      const lines = new Map<string, SpendingLine>();
      for (const generation of generations.values()) {
        const { createdAt, cost } = generation;
        if (!mayHaveCost(generation) || createdAt < since || createdAt >= until) continue;
        if (owner !== undefined && generation.owner !== owner) continue;
        const group = groupOf(generation, groupBy);
        const kind = cost?.kind ?? 'unknown';
        const place = `${kind} ${group}`;
        const line = lines.get(place) ?? { group, kind, generations: 0, microUsd: 0 };
        line.generations += 1;
        line.microUsd += toMicroUsd(cost?.usd ?? 0);
        lines.set(place, line);
      }
      return [...lines.values()];
    },
  };
}

function mayHaveCost({ endedAt, callerPaid, cost, state }: Generation): boolean {
  if (endedAt === undefined || callerPaid) return false;
  return cost !== undefined || chargedStates.some((charged) => charged === state);
}

function groupOf({ createdAt, provider, model, owner }: Generation, by: SpendingGroup): string {
  switch (by) {
    case 'day':
      return dayOf(createdAt);
    case 'model':
      return `${provider}/${model}`;
    case 'provider':
      return provider;
    case 'key':
      return owner;
  }
}
