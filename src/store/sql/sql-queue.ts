import { sql } from 'kysely';
import type { Leases } from '../../core/leases.ts';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';
import { type LeasedRow, toOrphans } from './orphans.ts';

const patienceMs = 30_000;

/** In literals, so that both dialects find the index that holds these alone. */
const waits = sql<boolean>`state = 'accepted' and lease_owner is null`;

/** The queue in a SQL database: generations that are accepted and leased to nobody. */
export function createSqlQueue({
  kysely,
  dialect,
  isBusy,
}: Database): Pick<Leases, 'isAnyWaiting' | 'claim' | 'countAhead'> {
  return {
    async isAnyWaiting() {
      const some = kysely.selectFrom('generations').select('id').where(waits).limit(1);
      return (await some.execute()).length > 0;
    },

    async claim({ owner, until }, limit) {
      const rows = await tryPatiently(
        () =>
          kysely
            .with('picked', (inner) =>
              inner
                .selectFrom('generations')
                .select('id')
                .where(waits)
                .orderBy('created_at')
                .orderBy('id')
                .limit(limit)
                // Whoever comes at the same time takes the next ones, in place of waiting for these.
                .$if(dialect === 'postgres', (query) => query.forUpdate().skipLocked()),
            )
            .updateTable('generations')
            .set({ lease_owner: owner, lease_until: until })
            .where('id', 'in', (inner) => inner.selectFrom('picked').select('picked.id'))
            .returningAll()
            .execute(),
        { isBusy, patienceMs },
      );
      return toOrphans(kysely, rows.sort(inOrder));
    },

    async countAhead(id) {
      const found = await kysely
        .selectFrom('generations')
        .select(['created_at', 'id'])
        .where('id', '=', id)
        .where(waits)
        .executeTakeFirst();
      if (!found) return undefined;
      const { count } = await kysely
        .selectFrom('generations')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where(waits)
        .where(sql<boolean>`(created_at, id) < (${found.created_at}, ${found.id})`)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
  };
}

/** Who wants what cancelled. */
export function createSqlCancels({
  kysely,
  signals,
  isBusy,
}: Database): Pick<Leases, 'cancel' | 'cancelled'> {
  return {
    async cancel(id, heir, now) {
      const row = await tryPatiently(
        () =>
          kysely
            .updateTable('generations')
            .set({
              cancel_requested_at: sql`coalesce(cancel_requested_at, ${now})`,
              lease_owner: sql`coalesce(lease_owner, ${heir.owner})`,
              lease_until: sql`coalesce(lease_until, ${heir.until})`,
            })
            .where('id', '=', id)
            .where('state', 'in', ['accepted', 'sent'])
            .returningAll()
            .executeTakeFirst(),
        { isBusy, patienceMs },
      );
      if (!row) return undefined;
      if (row.lease_owner === heir.owner) return (await toOrphans(kysely, [row]))[0];
      signals.send({ type: 'cancel', id });
      return 'elsewhere';
    },

    async cancelled(owner) {
      const rows = await kysely
        .selectFrom('generations')
        .select('id')
        .where('lease_owner', '=', owner)
        .where('cancel_requested_at', 'is not', null)
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

function inOrder(a: LeasedRow, b: LeasedRow): number {
  return a.created_at - b.created_at || (a.id < b.id ? -1 : 1);
}
