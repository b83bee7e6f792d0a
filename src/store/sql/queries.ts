import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import type { Asset } from '../../core/image.ts';
import type { GenerationFilter, Store } from '../../core/store.ts';
import { narrowToKin } from './narrow-to-kin.ts';
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

    async listGenerations(owner, limit, filter = {}) {
      const rows = await kysely
        .selectFrom('generations')
        .selectAll()
        .where('deleted_at', 'is', null)
        .where((where) => where.and(narrow(where, owner, filter)))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      const assets = await readAssets(
        kysely,
        rows.map((row) => row.id),
      );
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

/** Where words are looked for; none of them holds a line break. */
const searched = sql`prompt || ${'\n'} || coalesce(alt_text, '') || ${'\n'} || coalesce(tags, '')`;

/** The conditions of a filter; a row's place in the list is its time and its id. */
function narrow(
  where: ExpressionBuilder<Tables, 'generations'>,
  owner: string | undefined,
  filter: GenerationFilter,
): Expression<SqlBool>[] {
  const { provider, model, states, words = [], since, until, favourite, after } = filter;
  const conditions: Expression<SqlBool>[] = words.map((word) => {
    // Lowered here, since Postgres would go by its own language, and the column by code points.
    const lower = word.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    const pattern = `%${lower.replace(/[\\%_]/g, '\\$&')}%`;
    return sql`lower(${searched}) like ${pattern} escape '\\'`;
  });
  if (owner !== undefined) conditions.push(where('owner', '=', owner));
  if (provider !== undefined) conditions.push(where('provider', '=', provider));
  if (model !== undefined) conditions.push(where('model', '=', model));
  if (states !== undefined) conditions.push(where('state', 'in', states));
  if (since !== undefined) conditions.push(where('created_at', '>=', since));
  if (until !== undefined) conditions.push(where('created_at', '<', until));
  if (favourite) conditions.push(where.exists(favouritesOf(where)));
  conditions.push(...narrowToKin(where, filter));
  if (after !== undefined) {
    const place = sql`(select created_at, id from generations where id = ${after})`;
    conditions.push(sql`(created_at, id) < ${place}`);
  }
  return conditions;
}

function favouritesOf(where: ExpressionBuilder<Tables, 'generations'>) {
  return where
    .selectFrom('assets')
    .select('assets.id')
    .whereRef('assets.generation_id', '=', 'generations.id')
    .where('assets.favourite_at', 'is not', null)
    .where('assets.deleted_at', 'is', null);
}
