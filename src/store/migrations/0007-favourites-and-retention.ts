import { type Kysely, type Migration, sql } from 'kysely';

/** When an image became a favourite, and when its copy here expired. */
export const favouritesAndRetention: Migration = {
  up: async (database: Kysely<unknown>) => {
    const add = (name: string) =>
      database.schema.alterTable('assets').addColumn(name, 'bigint').execute();
    await add('favourite_at');
    await add('expired_at');
    const index = (name: string) => database.schema.createIndex(name).on('assets');
    await index('assets_on_the_shelf')
      .columns(['created_at', 'id'])
      .where(sql.ref('expired_at'), 'is', null)
      .execute();
    await index('assets_expired')
      .columns(['expired_at', 'id'])
      .where('expired_at', 'is not', null)
      .execute();
    await index('assets_favourite')
      .column('generation_id')
      .where(sql.ref('favourite_at'), 'is not', null)
      .execute();
  },
};
