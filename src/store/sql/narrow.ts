import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { GenerationFilter } from '../../core/store.ts';
import { narrowToKin } from './narrow-to-kin.ts';
import type { Tables } from './schema.ts';

/**
 * The conditions of a filter but its words, and that a generation is not deleted; a row's place in
 * the list is its time and its id.
 */
export function narrow(
  where: ExpressionBuilder<Tables, 'generations'>,
  owner: string | undefined,
  filter: GenerationFilter,
): Expression<SqlBool>[] {
  const { provider, model, states, since, until, favourite, after } = filter;
  const conditions: Expression<SqlBool>[] = [where('deleted_at', 'is', null)];
  // Where favourites are asked for, their index goes first: no other shall offer itself.
  const is = (column: 'owner' | 'provider' | 'model', value: string) =>
    favourite
      ? sql<SqlBool>`coalesce(${sql.ref(column)}, '') = ${value}`
      : where(column, '=', value);
  if (owner !== undefined) conditions.push(is('owner', owner));
  if (provider !== undefined) conditions.push(is('provider', provider));
  if (model !== undefined) conditions.push(is('model', model));
  if (states !== undefined) conditions.push(where('state', 'in', states));
  if (since !== undefined) conditions.push(where('created_at', '>=', since));
  if (until !== undefined) conditions.push(where('created_at', '<', until));
  // By their index first: people have few favourites, and many generations.
  if (favourite) conditions.push(where('generations.id', 'in', favouritesOf(where)));
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
    .select(({ ref }) => ref('assets.generation_id').$notNull().as('generation_id'))
    .where('assets.favourite_at', 'is not', null)
    .where('assets.deleted_at', 'is', null);
}
