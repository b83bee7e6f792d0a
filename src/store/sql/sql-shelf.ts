import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { Pile, Shelf, ShelfLimits } from '../../core/library/shelf.ts';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';
import { fromAssetRow } from './rows.ts';
import type { Tables } from './schema.ts';

const patienceMs = 30_000;

/** The shelf of a SQL database: columns of the assets themselves. */
export function createSqlShelf({ kysely, isBusy }: Database): Shelf {
  return {
    async measure() {
      const { count, bytes } = await here(kysely)
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number>('size').as('bytes')])
        .executeTakeFirstOrThrow();
      return toPile(count, bytes);
    },

    async overdue(limits) {
      const { count, bytes } = await kysely
        .selectFrom(overdue(kysely, limits).as('gone'))
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number>('size').as('bytes')])
        .executeTakeFirstOrThrow();
      return toPile(count, bytes);
    },

    async expire(limits, at, most) {
      const rows = await tryPatiently(
        () =>
          kysely
            .updateTable('assets')
            .set({ expired_at: at })
            .where('id', 'in', (outer) =>
              outer
                .selectFrom(overdue(kysely, limits).as('gone'))
                .select('gone.id')
                .orderBy('gone.created_at')
                .orderBy('gone.id')
                .limit(most),
            )
            // Postgres looks at these again where another process has changed the row meanwhile.
            .where('expired_at', 'is', null)
            .where('favourite_at', 'is', null)
            .where('deleted_at', 'is', null)
            .returningAll()
            .execute(),
        { isBusy, patienceMs },
      );
      return rows.map(fromAssetRow).sort((a, b) => a.createdAt - b.createdAt);
    },

    async expired(after, limit) {
      const rows = await kysely
        .selectFrom('assets')
        .selectAll()
        .where('expired_at', 'is not', null)
        .$if(after !== undefined, (query) =>
          query.where(sql<boolean>`(expired_at, id) > (${after?.expiredAt}, ${after?.id})`),
        )
        .orderBy('expired_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(fromAssetRow);
    },
  };
}

/** What lies in asset folders. */
function here(kysely: Kysely<Tables>) {
  return kysely
    .selectFrom('assets')
    .where('expired_at', 'is', null)
    .where('deleted_at', 'is', null);
}

/**
 * What the limits take, in one question: between two, another process may make room, and then more
 * would go than has to. `older` is what the copies before one take that may go as well.
 */
function overdue(kysely: Kysely<Tables>, { before, maxBytes, settledBefore }: ShelfLimits) {
  const line = here(kysely)
    .select(['id', 'size', 'created_at'])
    .select(sql<number>`sum(size) over (order by created_at, id) - size`.as('older'))
    .where('favourite_at', 'is', null)
    .where('host_next_attempt_at', 'is', null)
    .where('created_at', '<', settledBefore)
    .where((where) => where.not(where.exists(isUnderWay(where))));
  return kysely
    .selectFrom(line.as('line'))
    .select(['line.id', 'line.size', 'line.created_at'])
    .where((where) => {
      const conditions = [];
      if (before !== undefined) conditions.push(where('line.created_at', '<', before));
      if (maxBytes !== undefined) {
        const all = here(kysely).select(({ fn }) => fn.sum('size').as('bytes'));
        conditions.push(sql<boolean>`line.older < (${all}) - ${maxBytes}`);
      }
      return where.or(conditions);
    });
}

function isUnderWay(where: ExpressionBuilder<Tables, 'assets'>) {
  return where
    .selectFrom('generations')
    .select('generations.id')
    .whereRef('generations.id', '=', 'assets.generation_id')
    .where('generations.ended_at', 'is', null);
}

/** Postgres gives sums as text, and none as null. */
function toPile(count: number, bytes: number | null): Pile {
  return { count: Number(count), bytes: Number(bytes ?? 0) };
}
