import type { Kysely } from 'kysely';
import type { Store } from '../../core/store.ts';
import { type OpenSlot, prepareQuery } from './prepared-query.ts';
import { fromFileRow } from './rows.ts';
import type { Tables } from './schema.ts';

/** The reads of files, the same in every dialect. */
export function createFileQueries(
  kysely: Kysely<Tables>,
): Pick<Store, 'findFile' | 'expiredFiles' | 'sizeOfFiles'> {
  const fileById = prepareQuery((slot: OpenSlot<{ id: string }>) =>
    kysely.selectFrom('files').selectAll().where('id', '=', slot('id')),
  );
  return {
    async findFile(id) {
      const [row] = (await kysely.executeQuery(fileById({ id }))).rows;
      return row && fromFileRow(row);
    },

    async expiredFiles(now, limit) {
      const rows = await kysely
        .selectFrom('files')
        .selectAll()
        .where('expires_at', '<=', now)
        .orderBy('expires_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(fromFileRow);
    },

    async sizeOfFiles(owner) {
      const row = await kysely
        .selectFrom('files')
        .select(({ fn }) => fn.sum<number | null>('size').as('size'))
        .where('owner', '=', owner)
        .executeTakeFirst();
      return Number(row?.size ?? 0);
    },
  };
}
