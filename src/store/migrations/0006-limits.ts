import type { Kysely, Migration } from 'kysely';

/** Requests a minute, counted over all servers on one database. */
export const limits: Migration = {
  up: async (database: Kysely<unknown>) => {
    await database.schema
      .createTable('request_counts')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('count', 'bigint', (column) => column.notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .execute();
  },
};
