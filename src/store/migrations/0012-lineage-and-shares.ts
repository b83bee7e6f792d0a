import type { Kysely, Migration } from 'kysely';

const pageSize = 500;

/** Which pictures a generation began with, by their hashes, and what is shown to whoever has a link. */
export const lineageAndShares: Migration = {
  up: async (database: Kysely<unknown>) => {
    await database.schema
      .createTable('generation_inputs')
      .addColumn('generation_id', 'text', (column) => column.notNull().references('generations.id'))
      .addColumn('sha256', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('input_of_generation', ['generation_id', 'sha256'])
      .execute();
    const index = (name: string) => database.schema.createIndex(name);
    await index('generation_inputs_sha256').on('generation_inputs').column('sha256').execute();
    await index('assets_sha256').on('assets').column('sha256').execute();
    await database.schema
      .createTable('shares')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('generation_id', 'text', (column) =>
        column.notNull().unique().references('generations.id'),
      )
      .addColumn('shows_prompt', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await fillInputs(database as Kysely<LineageTables>);
  },
};

interface LineageTables {
  generations: { id: string; parameters: string };
  generation_inputs: { generation_id: string; sha256: string };
}

/** The hashes stand in the parameters of those that went before. */
async function fillInputs(database: Kysely<LineageTables>): Promise<void> {
  let after = '';
  for (;;) {
    const rows = await database
      .selectFrom('generations')
      .select(['id', 'parameters'])
      .where('id', '>', after)
      .where('parameters', 'like', '%"inputs":%')
      .orderBy('id')
      .limit(pageSize)
      .execute();
    const found = rows.flatMap(({ id, parameters }) =>
      inputsOf(parameters).map((sha256) => ({ generation_id: id, sha256 })),
    );
    if (found.length > 0) await database.insertInto('generation_inputs').values(found).execute();
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = last.id;
  }
}

function inputsOf(parameters: string): string[] {
  const { inputs } = JSON.parse(parameters) as { inputs?: unknown };
  if (!Array.isArray(inputs)) return [];
  return [...new Set(inputs.filter((input) => typeof input === 'string'))];
}
