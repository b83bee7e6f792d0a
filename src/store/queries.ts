import type { Kysely } from 'kysely';
import type { Asset } from '../core/image.ts';
import type { Store } from '../core/store.ts';
import { type OpenSlot, prepareQuery } from './prepared-query.ts';
import { fromAssetRow, fromGenerationRow } from './rows.ts';
import type { Tables } from './schema.ts';

/** The reads of the store, the same in every dialect. */
export function createQueries(
  kysely: Kysely<Tables>,
): Pick<
  Store,
  'findGeneration' | 'findAsset' | 'findAssetByName' | 'listGenerations' | 'dueForHosting'
> {
  const kept = kysely.selectFrom('assets').selectAll().where('deleted_at', 'is', null);
  const assetById = prepareQuery((slot: OpenSlot<{ id: string }>) =>
    kept.where('id', '=', slot('id')),
  );
  const assetByName = prepareQuery((slot: OpenSlot<{ name: string }>) =>
    kept.where('name', '=', slot('name')),
  );
  const generationById = prepareQuery((slot: OpenSlot<{ id: string }>) =>
    kysely.selectFrom('generations').selectAll().where('id', '=', slot('id')),
  );

  async function assetsOf(generationIds: readonly string[]) {
    if (generationIds.length === 0) return [];
    const rows = await kept
      .where('generation_id', 'in', generationIds)
      .orderBy('position')
      .orderBy('id')
      .execute();
    return rows.map(fromAssetRow);
  }

  return {
    async findGeneration(id) {
      const [row] = (await kysely.executeQuery(generationById({ id }))).rows;
      return row && fromGenerationRow(row, await assetsOf([id]));
    },

    async findAsset(id) {
      const [row] = (await kysely.executeQuery(assetById({ id }))).rows;
      return row && fromAssetRow(row);
    },

    async findAssetByName(name) {
      const [row] = (await kysely.executeQuery(assetByName({ name }))).rows;
      return row && fromAssetRow(row);
    },

    async listGenerations(owner, limit) {
      const rows = await kysely
        .selectFrom('generations')
        .selectAll()
        .$if(owner !== undefined, (query) => query.where('owner', '=', owner ?? ''))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      const assets = await assetsOf(rows.map((row) => row.id));
      const ofGeneration = new Map<string | undefined, Asset[]>(rows.map((row) => [row.id, []]));
      for (const asset of assets) ofGeneration.get(asset.generationId)?.push(asset);
      return rows.map((row) => fromGenerationRow(row, ofGeneration.get(row.id) ?? []));
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
