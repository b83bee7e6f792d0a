import { readNeedles } from '../../core/library/search-words.ts';
import type { GenerationFilter, Store } from '../../core/store.ts';
import type { Database } from '../database.ts';
import { eachState } from './each-state.ts';
import { narrow } from './narrow.ts';
import { asksForSeldom, findSeldom } from './seldom-search.ts';
import { createWordSearch } from './word-search.ts';

/** The list of generations as ids alone: tens of thousands of them are no burden. */
export function createIdListing(database: Database): Pick<Store, 'listGenerationIds'> {
  const { kysely } = database;
  const findByWords = createWordSearch(database);

  async function list(owner: string | undefined, limit: number, filter: GenerationFilter) {
    const { words = [] } = filter;
    const needles = readNeedles(words);
    if (needles.length > 0) return findByWords({ needles, owner, filter }, limit);
    if (words.length > 0) return [];
    if (asksForSeldom(filter)) return findSeldom(kysely, { owner, filter }, limit);
    return kysely
      .selectFrom('generations')
      .select(['id', 'created_at'])
      .where((where) => where.and(narrow(where, owner, filter)))
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
  }

  return {
    async listGenerationIds(owner, limit, filter = {}) {
      const places = await eachState(filter, limit, (narrowed) => list(owner, limit, narrowed));
      return places.map(({ id }) => id);
    },
  };
}
