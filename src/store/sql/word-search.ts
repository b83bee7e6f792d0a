import { type Expression, expressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import { hasNeedles, inWords, type Needle, wordsOf } from '../../core/library/search-words.ts';
import type { GenerationFilter } from '../../core/store.ts';
import type { Database } from '../database.ts';
import { narrow } from './narrow.ts';
import type { Tables } from './schema.ts';

/** Where a generation stands in the list. */
export interface Place {
  id: string;
  created_at: number;
}

/** What is searched, and whose. */
interface Search {
  needles: readonly Needle[];
  owner: string | undefined;
  filter: GenerationFilter;
}

type FindPlaces = (search: Search, limit: number) => Promise<Place[]>;

/**
 * How many of the list are looked at one by one before the index is asked, for each that is wanted,
 * and at the most. What is common, or the list of an owner with few, is found so; the index would
 * gather all there is of a common word first.
 */
const lookedAtForEach = 5;
const mostLookedAt = 500;
/** A word that so many of the list have is common, and is looked for in the list itself. */
const commonOneIn = 4;
const mostWalked = 200_000;

/**
 * How many of those without words have them taken from their text, as the index will: all that a
 * busy server writes between two sweeps. What an older version left behind them is found by parts.
 */
const bareReadExactly = 2_000;

/** Finds generations by their words, the newest first. */
export function createWordSearch(database: Database): FindPlaces {
  const { kysely } = database;
  const walksByTime = database.dialect === 'sqlite';
  const findIndexed = database.dialect === 'sqlite' ? inSqlite(kysely) : inPostgres(kysely);

  return async (search, limit) => {
    const lookedAt = Math.min(mostLookedAt, limit * lookedAtForEach);
    const near = await look(kysely, search, lookedAt);
    const isHit = ({ hit, text }: (typeof near)[number]) =>
      hit === 1 || hasWords(text, search.needles);
    const found = near.filter(isHit);
    let last = near.at(-1);
    if (!last || near.length < lookedAt || found.length >= limit) return found.slice(0, limit);
    if (!walksByTime && found.length * commonOneIn >= near.length) {
      // Of a common word, the index would gather and sort all there is before the first is told.
      const most = Math.min(mostWalked, (limit - found.length) * commonOneIn);
      const further = { ...search, filter: { ...search.filter, after: last.id } };
      const next = await look(kysely, further, most);
      found.push(...next.filter(isHit));
      if (next.length < most || found.length >= limit) return found.slice(0, limit);
      last = next.at(-1) ?? last;
    }
    const farther = { ...search, filter: { ...search.filter, after: last.id } };
    // In this order: what is indexed in between is found twice, and not by neither.
    const bare = await findBare(kysely, farther, limit - found.length);
    const indexed = await findIndexed(farther, limit - found.length);
    const ofBoth = new Map([...bare, ...indexed].map((place) => [place.id, place]));
    return [...found, ...[...ofBoth.values()].sort(byNewest)].slice(0, limit);
  };
}

function hasWords(text: string | null, needles: readonly Needle[]): boolean {
  return text !== null && hasNeedles(wordsOf(text), needles);
}

/** What `searchedText` makes of the same columns. */
const searchedColumns = sql<string>`prompt || ${sql.lit('\n')} ||
  coalesce(alt_text, '') || ${sql.lit('\n')} || coalesce(tags, '')`;

/** The next of the list, each with whether it is a hit, or with its text where it has no words yet. */
function look(kysely: Kysely<Tables>, { needles, owner, filter }: Search, lookedAt: number) {
  // A value and no EXISTS, which PostgreSQL would answer for the whole table at once.
  const isIndexedHit = sql`(
    select case when ${likeAll(sql`' ' || words || ' '`, needles.map(inWords))} then 1 else 0 end
    from generation_words where generation_id = generations.id)`;
  return kysely
    .selectFrom('generations')
    .select(['id', 'created_at'])
    .select([
      sql<number | null>`case when words_version is not null then ${isIndexedHit} end`.as('hit'),
      sql<string | null>`case when words_version is null then ${searchedColumns} end`.as('text'),
    ])
    .where((where) => where.and(narrow(where, owner, filter)))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(lookedAt)
    .execute();
}

/** Those that are not indexed yet. */
async function findBare(kysely: Kysely<Tables>, search: Search, limit: number): Promise<Place[]> {
  const { needles, owner, filter } = search;
  // Asked alone they have an index; with an owner, SQLite would go through all of his.
  const bare = kysely
    .selectFrom('generations')
    .where('words_version', 'is', null)
    .where('deleted_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
  if (!(await bare.select('id').limit(1).executeTakeFirst())) return [];
  const wanted = kysely
    .selectFrom('generations')
    .select(['id', 'created_at'])
    .where((where) => where.and(narrow(where, owner, filter)))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
  const read = await wanted
    .select(searchedColumns.as('text'))
    .where('id', 'in', bare.select('id').limit(bareReadExactly))
    .execute();
  const found = read.filter(({ text }) => hasWords(text, needles));
  const rest = await bare
    .select(['id', 'created_at'])
    .offset(bareReadExactly)
    .limit(1)
    .executeTakeFirst();
  if (!rest || found.length >= limit) return found;
  const left = await wanted
    .where('words_version', 'is', null)
    .where(sql<SqlBool>`(created_at, id) <= (${rest.created_at}, ${rest.id})`)
    .where(isBareHit(needles))
    .limit(limit)
    .execute();
  return [...found, ...left];
}

/** By the parts of their text alone, which hold what the index would find. */
function isBareHit(needles: readonly Needle[]): Expression<SqlBool> {
  return likeAll(
    sql`lower(${searchedColumns})`,
    needles.map(({ word }) => word),
  );
}

/** Words hold nothing that LIKE takes for a pattern. */
function likeAll(text: Expression<unknown>, parts: readonly string[]): Expression<SqlBool> {
  const conditions = parts.map((part) => sql<SqlBool>`${text} like ${`%${part}%`}`);
  return sql`(${sql.join(conditions, sql` and `)})`;
}

/** FTS5 walks from the newest to the oldest, and stops where enough are found. */
function inSqlite(kysely: Kysely<Tables>): FindPlaces {
  async function walk(
    { needles, owner, filter }: Search,
    limit: number,
    from: number,
    to: Expression<unknown>,
  ): Promise<Place[]> {
    const wish = needles.map(({ word, isWhole }) => `"${word}"${isWhole ? '' : '*'}`).join(' ');
    const where = expressionBuilder<Tables, 'generations'>();
    // Crossed, so that it is the index that is walked through.
    const { rows } = await sql<Place>`
      select generations.id, generations.created_at
      from word_index
      cross join generation_places on generation_places.place = word_index.rowid
      cross join generations on generations.id = generation_places.generation_id
      where word_index match ${wish}
        and word_index.rowid >= (${from} << 20) and word_index.rowid <= (${to} << 20) + 1048575
        and ${sql.join(narrow(where, owner, filter), sql` and `)}
      order by word_index.rowid desc limit ${limit}`.execute(kysely);
    return rows;
  }

  return async (search, limit) => {
    const { after, since = 0 } = search.filter;
    const to = sql`(select created_at from generations where id = ${after ?? ''})`;
    const places = await walk(search, limit, since, to);
    const last = places.at(-1);
    if (!last || places.length < limit) return places;
    // Of one millisecond the index knows no order: all of the last are sorted.
    const ofLast = await walk(search, 1 << 20, last.created_at, sql`${last.created_at}`);
    const before = places.filter(({ created_at }) => created_at !== last.created_at);
    return [...before, ...ofLast.sort(byNewest)].slice(0, limit);
  };
}

/** A GIN index knows no order: what it finds is sorted, and common words were found without it. */
function inPostgres(kysely: Kysely<Tables>): FindPlaces {
  return ({ needles, owner, filter }, limit) => {
    const wish = needles.map(({ word, isWhole }) => `'${word}'${isWhole ? '' : ':*'}`).join(' & ');
    return (
      kysely
        // Else PostgreSQL may go through the whole list for a word it knows nothing of.
        .with(
          (hits) => hits('hits').materialized(),
          (database) =>
            database
              .selectFrom('generation_words')
              .select('generation_id')
              .where(
                sql<SqlBool>`array_to_tsvector(string_to_array(words, ' ')) @@ ${wish}::tsquery`,
              ),
        )
        .selectFrom('generations')
        .select(['id', 'created_at'])
        .where('id', 'in', (outer) => outer.selectFrom('hits').select('hits.generation_id'))
        .where(({ and }) => and(narrow(expressionBuilder(), owner, filter)))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
    );
  };
}

/** Orders places as the list does. */
export function byNewest(a: Place, b: Place): number {
  return b.created_at - a.created_at || (a.id < b.id ? 1 : -1);
}
