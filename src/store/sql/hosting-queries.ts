import { type Kysely, type Selectable, sql } from 'kysely';
import type { HostingTries } from '../../core/library/asset-hosting.ts';
import type { HostingCount } from '../../core/library/hosting-counts.ts';
import type { Store } from '../../core/store.ts';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';
import type { Tables } from './schema.ts';

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
      const ofAsset = new Map(rows.map((row) => [row.id, toTries(row)]));
      return assetIds.flatMap((id) => ofAsset.get(id) ?? []);
    },

    async countHosting() {
      const counts = new Map<string, HostingCount>();
      for (const state of ['hosted', 'waiting', 'failed'] as const) {
        for (const { host, count } of await countIn(kysely, state)) {
          const known = counts.get(host) ?? { host, hosted: 0, waiting: 0, failed: 0 };
          counts.set(host, { ...known, [state]: Number(count) });
        }
      }
      return [...counts.values()].sort((a, b) => (a.host < b.host ? -1 : 1));
    },
  };
}

type TriesRow = Pick<
  Selectable<Tables['assets']>,
  'id' | 'host_attempts' | 'host_next_attempt_at' | 'host_error_code' | 'host_error_message'
>;

function toTries(row: TriesRow): HostingTries {
  const { host_error_code: code, host_error_message: message } = row;
  return {
    assetId: row.id,
    attempts: row.host_attempts,
    error: code === null ? undefined : { code, message: message ?? '' },
    nextAttemptAt: row.host_next_attempt_at ?? undefined,
  };
}

/** Each has an index that holds no other; one question about all would read every picture. */
function countIn(kysely: Kysely<Tables>, state: 'hosted' | 'waiting' | 'failed') {
  // No column, so that SQLite does not go through all there is in the order of the hosts.
  const name = sql<string>`host || ''`;
  const kept = kysely.selectFrom('assets').where('deleted_at', 'is', null);
  const all = kept.select(({ fn }) => [name.as('host'), fn.countAll().as('count')]).groupBy(name);
  switch (state) {
    case 'hosted':
      return kept
        .select(({ fn }) => ['host', fn.countAll().as('count')])
        .where('hosted_url', 'is not', null)
        .groupBy('host')
        .execute();
    case 'waiting':
      return all.where('hosted_url', 'is', null).where('host_next_attempt_at', '>=', 0).execute();
    case 'failed':
      return (
        all
          .where('hosted_url', 'is', null)
          .where('host_next_attempt_at', 'is', null)
          // A bound value would not tell that the index holds them all.
          .where('host_attempts', '>', sql.lit(0))
          .execute()
      );
  }
}
