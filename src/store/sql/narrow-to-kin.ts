import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { GenerationFilter } from '../../core/store.ts';
import type { Tables } from './schema.ts';

const microPerUsd = 1_000_000;

type Where = ExpressionBuilder<Tables, 'generations'>;

/** The conditions about whose a generation is, what it cost, and its pictures. */
export function narrowToKin(where: Where, filter: GenerationFilter): Expression<SqlBool>[] {
  const { ownedBy, host, made, madeFrom } = filter;
  const conditions: Expression<SqlBool>[] = narrowToCost(where, filter);
  if (ownedBy !== undefined) conditions.push(where('owner', '=', ownedBy));
  if (host !== undefined) conditions.push(isAtHost(where, host));
  // None of no hashes: an empty list is no SQL everywhere.
  if (made?.length === 0 || madeFrom?.length === 0) conditions.push(where.lit(false));
  // By their index first: few pictures have a hash, and many generations have pictures.
  if (made !== undefined && made.length > 0) {
    conditions.push(where('generations.id', 'in', makersOf(where, made)));
  }
  if (madeFrom !== undefined && madeFrom.length > 0) {
    conditions.push(where('generations.id', 'in', beganWith(where, madeFrom)));
  }
  return conditions;
}

/** The conditions about what a generation cost. */
export function narrowToCost(
  where: Where,
  { minCostUsd, maxCostUsd }: GenerationFilter,
): Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = [];
  if (minCostUsd !== undefined) {
    conditions.push(where('cost_micro_usd', '>=', Math.round(minCostUsd * microPerUsd)));
  }
  if (maxCostUsd !== undefined) {
    conditions.push(where('cost_micro_usd', '<=', Math.round(maxCostUsd * microPerUsd)));
  }
  return conditions;
}

/** Whether a picture of a generation is at a host. */
export function isAtHost(where: Where, host: string): Expression<SqlBool> {
  return where.exists(assetsOf(where).where('assets.host', '=', host));
}

function assetsOf(where: Where) {
  return where
    .selectFrom('assets')
    .select('assets.id')
    .whereRef('assets.generation_id', '=', 'generations.id')
    .where('assets.deleted_at', 'is', null);
}

function makersOf(where: Where, hashes: readonly string[]) {
  return where
    .selectFrom('assets')
    .select(({ ref }) => ref('assets.generation_id').$notNull().as('generation_id'))
    .where('assets.sha256', 'in', [...hashes])
    .where('assets.deleted_at', 'is', null);
}

function beganWith(where: Where, hashes: readonly string[]) {
  return where
    .selectFrom('generation_inputs')
    .select('generation_inputs.generation_id')
    .where('generation_inputs.sha256', 'in', [...hashes]);
}
