import { sql } from 'kysely';
import type { Store } from '../../core/store.ts';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';

const waits = sql`hosted_url is null and host_next_attempt_at is not null`;
const patienceMs = 10_000;

/** Who gives which image to its host again, over all processes on one database. */
export function createHostingQueries({
  kysely,
  isBusy,
}: Database): Pick<Store, 'claimHosting' | 'countHosting' | 'findHosting'> {
  return {
    async claimHosting(assetId, now, until) {
      const { numUpdatedRows } = await tryPatiently(
        () =>
          kysely
            .updateTable('assets')
            .set({ host_next_attempt_at: until })
            .where('id', '=', assetId)
            .where('host_next_attempt_at', '<=', now)
            .executeTakeFirstOrThrow(),
        { isBusy, patienceMs },
      );
      return numUpdatedRows > 0n;
    },

    async findHosting(assetIds) {
      if (assetIds.length === 0) return [];
      const rows = await kysely
        .selectFrom('assets')
        .select(['id', 'host_attempts', 'host_next_attempt_at'])
        .select(['host_error_code', 'host_error_message'])
        .where('id', 'in', assetIds)
        .where('deleted_at', 'is', null)
        .execute();
      return rows.map((row) => ({
        assetId: row.id,
        attempts: row.host_attempts,
        error:
          row.host_error_code === null
            ? undefined
            : { code: row.host_error_code, message: row.host_error_message ?? '' },
        nextAttemptAt: row.host_next_attempt_at ?? undefined,
      }));
    },

    async countHosting() {
      const rows = await kysely
        .selectFrom('assets')
        .select((row) => [
          'host',
          sql<string>`sum(case when hosted_url is not null then 1 else 0 end)`.as('hosted'),
          sql<string>`sum(case when ${waits} then 1 else 0 end)`.as('waiting'),
          row.fn.countAll().as('all'),
        ])
        .where('deleted_at', 'is', null)
        .where((row) =>
          row.or([
            row('hosted_url', 'is not', null),
            row('host_next_attempt_at', 'is not', null),
            row('host_attempts', '>', 0),
          ]),
        )
        .groupBy('host')
        .execute();
      return rows.map(({ host, ...row }) => {
        const [hosted, waiting, all] = [row.hosted, row.waiting, row.all].map(Number);
        const told = { hosted: hosted ?? 0, waiting: waiting ?? 0 };
        return { host, ...told, failed: (all ?? 0) - told.hosted - told.waiting };
      });
    },
  };
}
