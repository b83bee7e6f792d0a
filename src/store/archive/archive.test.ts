import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeArchiveContract } from '../../../test/contract/archive-contract.ts';
import { migrate } from '../migrations.ts';
import { openSqlite } from '../sqlite.ts';
import { anyTables } from './snapshot.ts';
import { pictureTables, runtimeTables } from './table-plan.ts';
import { describeTables } from './table-shape.ts';

describeArchiveContract('sqlite', async (folder) => () => openSqlite(join(folder, 'maliang.db')));

it('every table has a key to go by, and stands behind those it refers to', async () => {
  const { kysely, dialect } = await openSqlite(':memory:');
  await migrate(kysely);
  const tables = await describeTables(anyTables(kysely), dialect, runtimeTables);
  const names = tables.map(({ name }) => name);
  expect(tables.filter(({ key }) => key.length === 0)).toEqual([]);
  expect(names.indexOf('assets')).toBeGreaterThan(names.indexOf('generations'));
  expect(names.indexOf('holds')).toBeGreaterThan(names.indexOf('keys'));
  for (const name of pictureTables) expect(names).toContain(name);
  await kysely.destroy();
});
