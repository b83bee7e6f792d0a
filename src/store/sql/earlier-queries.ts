import type { Kysely } from 'kysely';
import type { Store } from '../../core/store.ts';
import { readAssets } from './queries.ts';
import { fromGenerationRow } from './rows.ts';
import type { Tables } from './schema.ts';

/** The reads that find what the same wish made before, the same in every dialect. */
export function createEarlierQueries(
  kysely: Kysely<Tables>,
): Pick<Store, 'findByKey' | 'findUnanswered'> {
  const kept = kysely.selectFrom('generations').selectAll().where('deleted_at', 'is', null);
  return {
    async findByKey(owner, idempotencyKey) {
      const row = await kept
        .where('owner', '=', owner)
        .where('idempotency_key', '=', idempotencyKey)
        .executeTakeFirst();
      if (!row) return undefined;
      const generation = fromGenerationRow(row, await readAssets(kysely, [row.id]));
      return { generation, requestHash: row.request_hash };
    },

    async findUnanswered(owner, requestHash, since, left) {
      const row = await kept
        .where('request_hash', '=', requestHash)
        .where('owner', '=', owner)
        .where('created_at', '>=', since)
        .where('answered_at', 'is', null)
        .$if(left, (query) => query.where('left_at', 'is not', null))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && fromGenerationRow(row, await readAssets(kysely, [row.id]));
    },
  };
}
