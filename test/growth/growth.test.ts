import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open-store.ts';
import { bringUpToDate, createSqlStore } from '../../src/store/sql-store.ts';
import { busyness } from '../bench/report.ts';
import { type PostgresServer, startPostgres } from '../parts/postgres-server.ts';
import { fillRecords } from './fill-records.ts';
import { operations } from './operations.ts';
import { type Grown, writePage } from './page.ts';
import { serveRecords } from './serve-records.ts';
import { type Timing, timeOperation } from './time-operation.ts';
import { measureWrites } from './write-cost.ts';

/** How many generations, the fewest first. */
const sizes = (process.env.GROWTH_ROWS ?? '10000,100000,1000000').split(',').map(Number);
const largest = Math.max(...sizes);
/** `sqlite`, `postgresql`, or both. */
const stores = (process.env.GROWTH_STORES ?? 'sqlite,postgresql').split(',');

it('measures lists and searches as records grow, and writes the page', {
  timeout: 4 * 3_600_000,
}, async () => {
  const busyBefore = busyness();
  const folder = await mkdtemp(join(tmpdir(), 'maliang-growth-'));
  const server = await startPostgres();
  const all: Grown[] = [];
  try {
    const versions = await readVersions(server);
    for (const count of sizes) {
      // The page each time, so that a run that is cut short leaves what it has measured.
      if (stores.includes('sqlite')) {
        const directory = join(folder, String(count));
        all.push(await grow('SQLite', count, { DATA_DIR: directory }));
        await rm(directory, { recursive: true });
        writePage(all, versions, busyBefore);
      }
      if (stores.includes('postgresql')) {
        all.push(await grow('PostgreSQL', count, { DATABASE_URL: await server.createDatabase() }));
        writePage(all, versions, busyBefore);
      }
    }
  } finally {
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  }
  expect(all).toHaveLength(sizes.length * stores.length);
});

async function grow(
  store: Grown['store'],
  count: number,
  place: { DATA_DIR?: string; DATABASE_URL?: string },
): Promise<Grown> {
  const filled = await open(place);
  await bringUpToDate(filled);
  const began = performance.now();
  await fillRecords(filled, count);
  const fillSeconds = (performance.now() - began) / 1000;
  console.log(`${store}, ${count}: filled in ${fillSeconds.toFixed(0)} s`);
  const timings = await timeAll(filled, `${store}, ${count}`, count);
  const serving =
    count === largest ? await serveRecords(place as Record<string, string>) : undefined;
  const written = await open(place);
  const writeMs = await measureWrites(written);
  await written.kysely.destroy();
  console.log(store, count, writeMs, serving);
  return { store, count, fillSeconds, timings, writeMs, serving };
}

async function open(place: { DATA_DIR?: string; DATABASE_URL?: string }): Promise<Database> {
  const database = await openDatabase({
    directory: place.DATA_DIR,
    databaseUrl: place.DATABASE_URL,
  });
  if (!database) throw new Error('No place is named.');
  return database;
}

async function timeAll(
  database: Database,
  where: string,
  count: number,
): Promise<Map<string, Timing>> {
  const store = await createSqlStore(database);
  const timings = new Map<string, Timing>();
  for (const operation of operations) {
    const timing = await timeOperation(operation, store, count);
    timings.set(operation.name, timing);
    const { p50, p95, found } = timing;
    console.log(`${where}: ${operation.name}: ${p50.toFixed(2)} / ${p95.toFixed(2)} ms, ${found}`);
  }
  await store.close();
  return timings;
}

async function readVersions(server: PostgresServer): Promise<string[]> {
  const [row] = await server.query('show server_version');
  return [`PostgreSQL ${Object.values(row ?? {})[0]}`];
}
