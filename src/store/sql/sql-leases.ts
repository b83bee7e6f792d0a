import { sql } from 'kysely';
import type { Leases } from '../../core/leases.ts';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';
import { toOrphans } from './orphans.ts';
import { createSqlCancels, createSqlQueue } from './sql-queue.ts';

const patienceMs = 30_000;
const unfinished = ['accepted', 'sent'] as const;

/** Leases in a SQL database: columns of the generations themselves. */
export function createSqlLeases(database: Database): Leases {
  const { kysely, signals, isBusy } = database;
  const patiently = <Result>(work: () => Promise<Result>) =>
    tryPatiently(work, { isBusy, patienceMs });

  return {
    async holders() {
      const rows = await kysely
        .selectFrom('generations')
        .select(({ fn }) => ['lease_owner', fn.max('lease_until').as('until')])
        .where('state', 'in', unfinished)
        .where('lease_owner', 'is not', null)
        .groupBy('lease_owner')
        .execute();
      return rows.map((row) => ({ owner: row.lease_owner ?? '', until: Number(row.until) }));
    },

    async renew({ owner, until }) {
      await patiently(() =>
        kysely
          .updateTable('generations')
          .set({ lease_until: until })
          .where('lease_owner', '=', owner)
          .where('state', 'in', unfinished)
          .execute(),
      );
    },

    async takeOver(from, to, now) {
      const goesBack = sql<boolean>`state = 'accepted' and rerun = 'always'`;
      const rows = await patiently(() =>
        kysely
          .updateTable('generations')
          .set({
            lease_owner: sql`case when ${goesBack} then null else ${to.owner} end`,
            lease_until: sql`case when ${goesBack} then null else ${sql.lit(to.until)} end`,
            left_at: sql`coalesce(left_at, ${now})`,
          })
          .where('lease_owner', '=', from.owner)
          .where('lease_until', '<=', from.until)
          .where('state', 'in', unfinished)
          .returningAll()
          .execute(),
      );
      const orphans = rows.filter((row) => row.lease_owner !== null);
      if (orphans.length < rows.length) signals.send({ type: 'queued' });
      return toOrphans(kysely, orphans);
    },

    ...createSqlQueue(database),
    ...createSqlCancels(database),
  };
}
