import type { Kysely, Migration } from 'kysely';

/** Messages of generations that ended, on their way to whoever wants to be told. */
export const webhooks: Migration = {
  up: async (database: Kysely<unknown>) => {
    await database.schema
      .createTable('webhooks')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('generation_id', 'text', (column) => column.notNull())
      .addColumn('url', 'text')
      .addColumn('asset_origin', 'text', (column) => column.notNull())
      .addColumn('locale', 'text', (column) => column.notNull())
      .addColumn('attempts', 'bigint', (column) => column.notNull().defaultTo(0))
      .addColumn('next_attempt_at', 'bigint')
      .addColumn('delivered_at', 'bigint')
      .addColumn('last_error', 'text')
      .execute();
    const index = (name: string) => database.schema.createIndex(name).on('webhooks');
    await index('webhooks_of_generation').column('generation_id').execute();
    await index('webhooks_due')
      .column('next_attempt_at')
      .where('next_attempt_at', 'is not', null)
      .execute();
  },
};
