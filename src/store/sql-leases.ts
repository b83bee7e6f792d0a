import { type Kysely, sql } from 'kysely';
import type { Asset } from '../core/image.ts';
import type { Leases } from '../core/leases.ts';
import type { Database } from './database.ts';
import { tryPatiently } from './patience.ts';
import { readAssets } from './queries.ts';
import { fromGenerationRow } from './rows.ts';
import type { GenerationRow, Tables } from './schema.ts';

const patienceMs = 30_000;
const unfinished = ['accepted', 'sent'] as const;
/** Of ids in one question; SQLite takes no more than so many values. */
const idsAtOnce = 500;

/** Leases in a SQL database: columns of the generations themselves. */
export function createSqlLeases({ kysely, isBusy }: Database): Leases {
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
      const rows = await patiently(() =>
        kysely
          .updateTable('generations')
          .set({
            lease_owner: to.owner,
            lease_until: to.until,
            left_at: sql`coalesce(left_at, ${now})`,
          })
          .where('lease_owner', '=', from.owner)
          .where('lease_until', '<=', from.until)
          .where('state', 'in', unfinished)
          .returningAll()
          .execute(),
      );
      const assets = await readAllAssets(kysely, rows);
      return rows.map((row) => ({
        generation: fromGenerationRow(row, assets.get(row.id) ?? []),
        host: row.host ?? '',
        rerun: row.rerun ?? 'never',
        taskId: row.upstream_task_id ?? undefined,
      }));
    },
  };
}

async function readAllAssets(kysely: Kysely<Tables>, rows: readonly Pick<GenerationRow, 'id'>[]) {
  const ids = rows.map(({ id }) => id);
  const ofGeneration = new Map<string | undefined, Asset[]>(ids.map((id) => [id, []]));
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const assets = await readAssets(kysely, ids.slice(at, at + idsAtOnce));
    for (const asset of assets) ofGeneration.get(asset.generationId)?.push(asset);
  }
  return ofGeneration;
}
