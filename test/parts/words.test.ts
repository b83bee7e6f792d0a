import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { bringUpToDate, createSqlStore } from '../../src/store/sql-store.ts';
import { fillRecords } from '../growth/fill-records.ts';
import { planted } from '../growth/prompts.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

const rows = 10_000;
let server: PostgresServer;
let url: string;
let store: Store;

beforeAll(async () => {
  server = await startPostgres();
  url = await server.createDatabase();
  const database = await openPostgres(url);
  await bringUpToDate(database);
  await fillRecords(database, rows);
  store = await createSqlStore(database);
});

afterAll(() => server.remove());

/** How often the index of words was looked into, as PostgreSQL counted. */
async function countLooks(): Promise<number> {
  const [row] = await server.query(
    `select idx_scan as looks from pg_stat_user_indexes
      where indexrelname = 'generation_words_found'`,
    url,
  );
  return Number(row?.looks);
}

it('looks into the index of words for what is rare among ten thousand, and for nothing else', {
  timeout: 40_000,
}, async () => {
  for (const word of [planted.rare.chinese, planted.rare.english, planted.none.chinese]) {
    const found = await store.listGenerations(undefined, 100, { words: [word] });
    for (const { prompt } of found) expect(prompt).toContain(word);
    expect(found.length > 0).toBe(word !== planted.none.chinese);
  }
  const common = await store.listGenerations(undefined, 20, { words: [planted.common.chinese] });
  expect(common).toHaveLength(20);
  // A connection tells what it counted when it ends.
  await store.close();
  await expect.poll(countLooks, { timeout: 30_000 }).toBe(3);
});
