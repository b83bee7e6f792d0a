import type { Kysely, Selectable } from 'kysely';
import type { Asset } from '../../core/image.ts';
import type { Orphan } from '../../core/leases.ts';
import { readAssets } from './queries.ts';
import { fromGenerationRow } from './rows.ts';
import type { Tables } from './schema.ts';

/** A whole row of `generations`. */
export type LeasedRow = Selectable<Tables['generations']>;

/** Of ids in one question; SQLite takes no more than so many values. */
const idsAtOnce = 500;

/** Rows with what their next process has to know. */
export async function toOrphans(
  kysely: Kysely<Tables>,
  rows: readonly LeasedRow[],
): Promise<Orphan[]> {
  const assets = await readAllAssets(kysely, rows);
  return rows.map((row) => ({
    generation: fromGenerationRow(row, assets.get(row.id) ?? []),
    host: row.host ?? '',
    rerun: row.rerun ?? 'never',
    taskId: row.upstream_task_id ?? undefined,
    cancelled: row.cancel_requested_at !== null,
  }));
}

async function readAllAssets(kysely: Kysely<Tables>, rows: readonly Pick<LeasedRow, 'id'>[]) {
  const ids = rows.map(({ id }) => id);
  const ofGeneration = new Map<string | undefined, Asset[]>(ids.map((id) => [id, []]));
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const assets = await readAssets(kysely, ids.slice(at, at + idsAtOnce));
    for (const asset of assets) ofGeneration.get(asset.generationId)?.push(asset);
  }
  return ofGeneration;
}
