import type { Kysely } from 'kysely';
import type { Asset } from '../../core/image.ts';
import { readNeedles } from '../../core/library/search-words.ts';
import type { GenerationFilter, Store } from '../../core/store.ts';
import type { Database } from '../database.ts';
import { eachState } from './each-state.ts';
import { narrow } from './narrow.ts';
import { readAssets } from './queries.ts';
import { fromGenerationRow } from './rows.ts';
import type { Tables } from './schema.ts';
import { asksForSeldom, findSeldom } from './seldom-search.ts';
import { createWordSearch, type Place } from './word-search.ts';

/** The list of generations, the same in every dialect but for its index of words. */
export function createListing(database: Database): Pick<Store, 'listGenerations'> {
  const { kysely } = database;
  const findByWords = createWordSearch(database);

  async function list(owner: string | undefined, limit: number, filter: GenerationFilter) {
    const listed = kysely
      .selectFrom('generations')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit);
    const { words = [] } = filter;
    if (words.length === 0 && !asksForSeldom(filter)) {
      return listed.where((where) => where.and(narrow(where, owner, filter))).execute();
    }
    const ids = (await find(owner, limit, filter, words)).map(({ id }) => id);
    if (ids.length === 0) return [];
    return listed.where('id', 'in', ids).where('deleted_at', 'is', null).execute();
  }

  async function find(
    owner: string | undefined,
    limit: number,
    filter: GenerationFilter,
    words: readonly string[],
  ): Promise<Place[]> {
    if (words.length === 0) return findSeldom(kysely, { owner, filter }, limit);
    const needles = readNeedles(words);
    return needles.length === 0 ? [] : findByWords({ needles, owner, filter }, limit);
  }

  return {
    async listGenerations(owner, limit, filter = {}) {
      const rows = await eachState(filter, limit, (narrowed) => list(owner, limit, narrowed));
      const ofGeneration = await readAssetsOf(kysely, rows);
      return rows.map((row) => fromGenerationRow(row, ofGeneration.get(row.id) ?? []));
    },
  };
}

async function readAssetsOf(kysely: Kysely<Tables>, rows: readonly { id: string }[]) {
  const ids = rows.map(({ id }) => id);
  const ofGeneration = new Map<string | undefined, Asset[]>(ids.map((id) => [id, []]));
  for (const asset of await readAssets(kysely, ids)) {
    ofGeneration.get(asset.generationId)?.push(asset);
  }
  return ofGeneration;
}
