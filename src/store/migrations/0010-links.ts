import type { Kysely, Migration } from 'kysely';

/** Pictures that were passed on as addresses of their upstream, and are kept nowhere here. */
export const links: Migration = {
  up: async (database: Kysely<unknown>) => {
    await database.schema.alterTable('generations').addColumn('links', 'text').execute();
  },
};
