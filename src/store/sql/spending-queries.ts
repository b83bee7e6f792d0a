import { type Kysely, sql } from 'kysely';
import {
  chargedStates,
  type SpendingBooks,
  type SpendingGroup,
} from '../../core/cost/spending-books.ts';
import { dayOf } from '../../core/ledger.ts';
import type { Tables } from './schema.ts';

const dayMilliseconds = 86_400_000;

// Both dialects divide whole numbers into whole ones; a bound parameter could be a real one.
const columns: Readonly<Record<SpendingGroup, ReturnType<typeof sql<string | number>>>> = {
  day: sql`created_at / 86400000`,
  model: sql`provider || '/' || model`,
  provider: sql`provider`,
  key: sql`owner`,
};

/** What generations cost, summed in the database, the same in every dialect. */
export function createSpendingQueries(kysely: Kysely<Tables>): SpendingBooks {
  return {
    async sum({ groupBy, since, until, owner }) {
      const rows = await kysely
        .selectFrom('generations')
        .select(({ fn }) => [
          columns[groupBy].as('name'),
          'cost_kind',
          fn.countAll().as('generations'),
          fn.sum('cost_micro_usd').as('micro_usd'),
        ])
        .where('created_at', '>=', since)
        .where('created_at', '<', until)
        .where('ended_at', 'is not', null)
        .where('caller_paid', '=', 0)
        .where((where) =>
          where.or([where('cost_kind', 'is not', null), where('state', 'in', [...chargedStates])]),
        )
        .$if(owner !== undefined, (query) => query.where('owner', '=', owner ?? ''))
        .groupBy(['cost_kind', columns[groupBy]])
        .execute();
      return rows.map(({ name, cost_kind, generations, micro_usd }) => ({
        group: groupBy === 'day' ? dayOf(Number(name) * dayMilliseconds) : String(name),
        kind: cost_kind ?? 'unknown',
        generations: Number(generations),
        microUsd: Number(micro_usd ?? 0),
      }));
    },
  };
}
