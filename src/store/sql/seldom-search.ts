import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import type { GenerationFilter } from '../../core/store.ts';
import { narrow } from './narrow.ts';
import { isAtHost, narrowToCost } from './narrow-to-kin.ts';
import type { Tables } from './schema.ts';
import type { Place } from './word-search.ts';

/** Whose generations are listed, and which. */
interface Wish {
  owner: string | undefined;
  filter: GenerationFilter;
}

/** How many of the list are looked at before an index is asked, which knows no order of the list. */
const lookedAt = 1000;
/** By how much a picture's clock may be behind that of its generation, on another machine. */
const clockSlackMs = 600_000;
const growth = 8;

/** Whether a filter asks for what may be seldom, and has an index of its own. */
export function asksForSeldom({ host, minCostUsd, maxCostUsd }: GenerationFilter): boolean {
  return host !== undefined || minCostUsd !== undefined || maxCostUsd !== undefined;
}

/**
 * Finds generations by their host or their cost, the newest first. What is common among the newest
 * is found by going through the list; only then the index is asked, for what is seldom or was long ago.
 */
export async function findSeldom(
  kysely: Kysely<Tables>,
  wish: Wish,
  limit: number,
): Promise<Place[]> {
  const near = await look(kysely, wish);
  const found = near.filter(({ hit }) => hit === 1).slice(0, limit);
  const last = near.at(-1);
  if (!last || near.length < lookedAt || found.length >= limit) return found;
  const farther = { ...wish, filter: { ...wish.filter, after: last.id } };
  const gather = wish.filter.host === undefined ? gatherByCost : gatherByHost;
  return [...found, ...(await gather(kysely, farther, limit - found.length))];
}

/** The next of the list, each with whether it is a hit. */
function look(kysely: Kysely<Tables>, { owner, filter }: Wish) {
  const { host, minCostUsd, maxCostUsd, ...others } = filter;
  return kysely
    .selectFrom('generations')
    .select(['id', 'created_at'])
    .select((row) => {
      const conditions = narrowToCost(row, filter);
      if (host !== undefined) conditions.push(isAtHost(row, host));
      return sql<number>`case when ${row.and(conditions)} then 1 else 0 end`.as('hit');
    })
    .where((where) => where.and(narrow(where, owner, others)))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(lookedAt)
    .execute();
}

/** All there is of the cost; its index holds what the list sorts by. */
function gatherByCost(
  kysely: Kysely<Tables>,
  { owner, filter }: Wish,
  limit: number,
): Promise<Place[]> {
  return gather(kysely, (where) => narrow(where, owner, filter), limit);
}

/**
 * Goes through the pictures of the host, the newest first: no picture is older than its generation,
 * so what the next ones belong to is older than the last picture that was looked at.
 */
async function gatherByHost(
  kysely: Kysely<Tables>,
  { owner, filter: { host = '', ...filter } }: Wish,
  limit: number,
): Promise<Place[]> {
  for (let most = Math.max(lookedAt, 2 * limit); ; most *= growth) {
    const pictures = kysely
      .selectFrom('assets')
      .select(['created_at', 'generation_id'])
      .where('host', '=', host)
      .where('deleted_at', 'is', null)
      .orderBy('created_at', 'desc')
      .orderBy('generation_id', 'desc')
      .limit(most);
    const { count, oldest } = await kysely
      .selectFrom(pictures.as('pictures'))
      .select(({ fn }) => [fn.countAll().as('count'), fn.min('created_at').as('oldest')])
      .executeTakeFirstOrThrow();
    const ofPictures = sql<SqlBool>`generations.id in (
      select generation_id from ${pictures} as pictures)`;
    const isTheirs = (where: ExpressionBuilder<Tables, 'generations'>) => [
      ofPictures,
      ...narrow(where, owner, filter),
    ];
    const places = await gather(kysely, isTheirs, limit);
    const last = places.at(limit - 1);
    if (Number(count) < most) return places;
    if (last && last.created_at - clockSlackMs >= Number(oldest)) return places;
  }
}

function gather(
  kysely: Kysely<Tables>,
  conditionsOf: (where: ExpressionBuilder<Tables, 'generations'>) => Expression<SqlBool>[],
  limit: number,
): Promise<Place[]> {
  return (
    kysely
      .selectFrom('generations')
      .select(['id', 'created_at'])
      .where((where) => where.and(conditionsOf(where)))
      // A sum, so that no index in the order of the list is gone through for it.
      .orderBy(sql`created_at + 0`, 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
  );
}
