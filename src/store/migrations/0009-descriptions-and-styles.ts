import type { Kysely, Migration } from 'kysely';

/** How a picture is described, which style it was painted in, and the styles callers made. */
export const descriptionsAndStyles: Migration = {
  up: async (database: Kysely<unknown>) => {
    const add = (name: string) =>
      database.schema.alterTable('generations').addColumn(name, 'text').execute();
    await add('effective_prompt');
    await add('style');
    await add('alt_text');
    await add('tags');
    await database.schema
      .createTable('styles')
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('about', 'text', (column) => column.notNull())
      .addColumn('prompt', 'text', (column) => column.notNull())
      .addColumn('palette', 'text', (column) => column.notNull())
      .addColumn('reference_images', 'text', (column) => column.notNull())
      .addColumn('size', 'text')
      .addColumn('quality', 'text')
      .addColumn('model', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('style_of_owner', ['owner', 'name'])
      .execute();
  },
};
