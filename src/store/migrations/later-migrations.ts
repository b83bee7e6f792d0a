import type { Kysely } from 'kysely';
import type { Tables } from '../sql/schema.ts';

const table = 'kysely_migration';

/**
 * The migrations that a newer Maliang ran and this one, of the `known` names, has never heard of.
 * They only added, so this one goes on beside it; one that takes something away ends its name in
 * `_needs_` and the number of the migration since which nobody uses it. Throws where this one has
 * not come that far.
 */
export async function readLaterMigrations(
  kysely: Kysely<Tables>,
  known: readonly string[],
): Promise<string[]> {
  const tables = await kysely.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === table)) return [];
  const done = kysely as unknown as Kysely<{ [table]: { name: string } }>;
  const rows = await done.selectFrom(table).select('name').execute();
  const later = rows.map(({ name }) => name).filter((name) => !known.includes(name));
  for (const name of later) {
    const [, needed] = /_needs_(\d+)$/.exec(name) ?? [];
    if (needed !== undefined && !known.some((ours) => ours.startsWith(`${needed}_`))) {
      throw new Error(`a newer Maliang wrote it (${name}): update this one`);
    }
  }
  return later;
}
