import type { Kysely } from 'kysely';
import type { Asset } from '../../core/image.ts';
import type { Store } from '../../core/store.ts';
import { type OpenSlot, prepareQuery } from './prepared-query.ts';
import { fromAssetRow, fromGenerationRow } from './rows.ts';
import type { Tables } from './schema.ts';

/** The reads of the store, the same in every dialect. */
export function createQueries(
  kysely: Kysely<Tables>,
): Pick<Store, 'findGeneration' | 'findAsset' | 'findAssetByName' | 'dueForHosting'> {
  const kept = kysely.selectFrom('assets').selectAll().where('deleted_at', 'is', null);
  const assetById = prepareQuery((slot: OpenSlot<{ id: string }>) =>
    kept.where('id', '=', slot('id')),
  );
  const assetByName = prepareQuery((slot: OpenSlot<{ name: string }>) =>
    kept.where('name', '=', slot('name')),
  );
  const generationById = prepareQuery((slot: OpenSlot<{ id: string }>) =>
    kysely
      .selectFrom('generations')
      .selectAll()
      .where('id', '=', slot('id'))
      .where('deleted_at', 'is', null),
  );

  return {
    async findGeneration(id) {
      const [row] = (await kysely.executeQuery(generationById({ id }))).rows;
      return row && fromGenerationRow(row, await readAssets(kysely, [id]));
    },

    async findAsset(id) {
      const [row] = (await kysely.executeQuery(assetById({ id }))).rows;
      return row && fromAssetRow(row);
    },

    async findAssetByName(name) {
      const [row] = (await kysely.executeQuery(assetByName({ name }))).rows;
      return row && fromAssetRow(row);
    },

    async dueForHosting(now, limit) {
      const rows = await kept
        .where('host_next_attempt_at', '<=', now)
        .orderBy('host_next_attempt_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ asset: fromAssetRow(row), attempts: row.host_attempts }));
    },
  };
}

/** The images of these generations, each generation's in index order. */
export async function readAssets(
  kysely: Kysely<Tables>,
  generationIds: readonly string[],
): Promise<Asset[]> {
  if (generationIds.length === 0) return [];
  const rows = await kysely
    .selectFrom('assets')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where('generation_id', 'in', generationIds)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map(fromAssetRow);
}
