import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import type { Database } from '../../src/store/database.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createPostgresErrors } from '../../src/store/postgres/postgres-errors.ts';
import { createPostgresPool } from '../../src/store/postgres/postgres-pool.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { createSqlStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { describeEarlierContract } from '../contract/earlier-contract.ts';
import { describeHistoryContract } from '../contract/history-contract.ts';
import { describeKeysContract, sampleKey } from '../contract/keys-contract.ts';
import {
  describeLimiterContract,
  describeSharedLimiterContract,
  describeSharedRatesContract,
} from '../contract/limiter-contract.ts';
import { describeLineageContract } from '../contract/lineage-contract.ts';
import { describeQueueContract } from '../contract/queue-contract.ts';
import { describeSharedShelfContract, describeShelfContract } from '../contract/shelf-contract.ts';
import { describeSpendingContract } from '../contract/spending-contract.ts';
import {
  describeDurableStoreContract,
  describeStoreContract,
  type StorePlace,
} from '../contract/store-contract.ts';
import { accepted, ended, sampleAsset, sampleGeneration } from '../contract/store-samples.ts';
import { describeStylesContract } from '../contract/styles-contract.ts';
import { describeWebhooksContract } from '../contract/webhooks-contract.ts';
import { describeWordIndexContract, describeWordsContract } from '../contract/words-contract.ts';
import { type Cut, type CuttingProxy, openCuttingProxy } from './cutting-proxy.ts';
import { type PostgresServer, password, startPostgres } from './postgres-server.ts';

let server: PostgresServer;
let shared: string;

beforeAll(async () => {
  server = await startPostgres();
  shared = await server.createDatabase();
});

afterAll(() => server.remove());

/** The address of a database with nothing in it; emptying one is quicker than making another. */
async function emptyDatabase(): Promise<string> {
  await server.query('drop schema public cascade; create schema public', shared);
  return shared;
}

async function createPlace(): Promise<StorePlace> {
  const url = await emptyDatabase();
  return {
    open: async (options) => openStore({ databaseUrl: url, ...options }),
    remove: async () => {},
  };
}

describeStoreContract('postgres', createPlace);
describeHistoryContract('postgres', createPlace);
describeShelfContract('postgres', createPlace);
describeSharedShelfContract('postgres', createPlace);
describeSpendingContract('postgres', createPlace);
describeEarlierContract('postgres', createPlace);
describeQueueContract('postgres', createPlace);
describeKeysContract('postgres', createPlace);
describeStylesContract('postgres', createPlace);
describeLineageContract('postgres', createPlace);
describeWebhooksContract('postgres', createPlace);
describeWordsContract('postgres', createPlace);
describeWordIndexContract('postgres', async () => openPostgres(await emptyDatabase()));
describeDurableStoreContract('postgres', createPlace);
describeLimiterContract('postgres', createPlace);
describeSharedLimiterContract('postgres', createPlace);
describeSharedRatesContract('postgres', createPlace);

describe('records in postgres', () => {
  let url: string;
  let database: Database;
  let store: Store;

  beforeEach(async () => {
    url = await emptyDatabase();
    database = await openPostgres(url);
    store = await createSqlStore(database);
  });

  afterEach(() => store.close());

  it('are listed and found as in SQLite, whatever language the database is set to', async () => {
    const lite = await createSqlStore(await openSqlite(':memory:'));
    const ids = ['gen_b', 'gen_B', 'genA', 'gen_a', 'gen-a', 'gen_é', 'gen_1', 'gen_狐', 'gen_🦊'];
    const prompts = [
      'École',
      'école',
      'STRASSE',
      'straße',
      'İstanbul',
      'istanbul',
      'ΣΟΦΟΣ',
      'σοφος',
    ];
    for (const [at, id] of ids.entries()) {
      const generation = sampleGeneration({ id, prompt: prompts[at] ?? '狐狸' });
      await lite.journal.append(accepted(generation));
      await store.journal.append(accepted(generation));
    }
    const listOf = async (from: Store, filter: Parameters<Store['listGenerations']>[2]) =>
      (await from.listGenerations(undefined, 20, filter)).map(({ id }) => id);
    const words = [...prompts, 'É', 'é', 'I', 'ß', 'SS', 'cole', 'COLE', '狐', 'Σ'].map((word) => ({
      words: [word],
    }));
    const places = ids.map((after) => ({ after }));
    for (const filter of [{}, ...words, ...places]) {
      expect([filter, await listOf(store, filter)]).toEqual([filter, await listOf(lite, filter)]);
    }
    await lite.close();
  });

  it('hand out whole numbers as numbers, and none that would not be exact', async () => {
    const exact = sampleAsset({ size: Number.MAX_SAFE_INTEGER });
    const inexact = sampleAsset();
    for (const asset of [exact, inexact]) {
      await store.journal.append({ type: 'asset-durable', asset });
    }
    expect(await store.findAsset(exact.id)).toEqual(exact);
    await server.query(`update assets set size = 9007199254740993 where id = '${inexact.id}'`, url);
    await expect(store.findAsset(inexact.id)).rejects.toThrow('9007199254740993');
    expect(await store.findAsset(exact.id)).toEqual(exact);
  });

  it('take booleans, undefined and big integers as values, and booleans come back as 1 and 0', async () => {
    const { rows } = await sql`
      select ${true}::bigint as yes, ${undefined}::text as none, ${5n}::bigint as five, 1 = 2 as no
    `.execute(database.kysely);
    expect(rows).toEqual([{ yes: 1, none: null, five: 5, no: 0 }]);
  });

  it('keep a text with a NUL, which has no place there, without losing the rest', async () => {
    const asset = sampleAsset({ revisedPrompt: '狐\0狸' });
    await store.journal.append({ type: 'asset-durable', asset });
    expect(await store.findAsset(asset.id)).toEqual({ ...asset, revisedPrompt: '狐\uFFFD狸' });
  });

  it('are on disk when an append resolves, and no statement takes for ever', async () => {
    const careless = await server.createDatabase();
    const name = new URL(careless).pathname.slice(1);
    await server.query(`alter database "${name}" set synchronous_commit = off`);
    const fresh = await openPostgres(careless);
    await (await createSqlStore(fresh)).listGenerations(undefined, 1);
    const shown = await Promise.all(
      ['synchronous_commit', 'statement_timeout', 'idle_in_transaction_session_timeout'].map(
        async (setting) => (await sql.raw(`show ${setting}`).execute(fresh.kysely)).rows[0],
      ),
    );
    expect(shown).toEqual([
      { synchronous_commit: 'on' },
      { statement_timeout: '30s' },
      { idle_in_transaction_session_timeout: '30s' },
    ]);
    await fresh.kysely.destroy();
  });

  it('are not waited for where the server has fallen silent', async () => {
    const errors = createPostgresErrors('db', '');
    const pool = await createPostgresPool(url, errors);
    const silent = await pool.open();
    await expect(silent.run('select pg_sleep(1)', [], 50)).rejects.toMatchObject({
      code: 'store_unreachable',
    });
    expect(silent.lost).toBe(true);
    silent.release();
    const next = await pool.open();
    expect(await next.run('select 1 as one')).toMatchObject({ rows: [{ one: 1 }] });
    next.release();
    await pool.close();
  });

  it('survive that every connection is broken again and again', async () => {
    const generations = Array.from({ length: 150 }, () => sampleGeneration());
    let done = false;
    const breaking = (async () => {
      while (!done) {
        await server.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'maliang'`,
        );
        await sleep(15);
      }
    })();
    const queue = [...generations];
    const appender = async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        await store.journal.append(accepted(next));
        await store.journal.append(ended(next.id, { state: 'durable' }));
        expect(await store.findGeneration(next.id)).toMatchObject({ state: 'durable' });
      }
    };
    await Promise.all(Array.from({ length: 16 }, appender));
    done = true;
    await breaking;
    expect(await store.listGenerations(undefined, 1000)).toHaveLength(150);
  });

  it('count a name anew when its minute is over', async () => {
    const counts: number[] = [];
    const add = async () => counts.push((await store.requestCounts.add('192.0.2.1')).count);
    await add();
    await add();
    await server.query('update request_counts set until = until - 60000', url);
    const { count, msLeft } = await store.requestCounts.add('192.0.2.1');
    expect([...counts, count]).toEqual([1, 2, 1]);
    expect(msLeft).toBeGreaterThan(59_000);
    expect(msLeft).toBeLessThanOrEqual(60_000);
  });

  it('count exactly while every connection is broken again and again', async () => {
    let done = false;
    const breaking = (async () => {
      while (!done) {
        await server.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'maliang'`,
        );
        await sleep(15);
      }
    })();
    const added = await Promise.all(
      Array.from({ length: 100 }, () => store.requestCounts.add('ann')),
    );
    done = true;
    await breaking;
    const counts = added.map(({ count }) => count).sort((a, b) => a - b);
    expect(counts).toEqual(Array.from({ length: 100 }, (_, place) => place + 1));
  });

  it('wait for a server that is restarted, and go on', async () => {
    const known = sampleGeneration();
    await store.journal.append(accepted(known));
    await server.stop();
    const generation = sampleGeneration();
    const append = store.journal.append(accepted(generation));
    const read = store.findGeneration(known.id);
    const list = store.keys.list();
    const count = store.requestCounts.add('ann');
    await sleep(300);
    await server.start();
    await append;
    expect(await read).toEqual(known);
    expect(await list).toEqual([]);
    expect(await count).toMatchObject({ count: 1 });
    expect(await store.findGeneration(generation.id)).toEqual(generation);
  });
});

describe('a connection that is lost at a commit', () => {
  let proxy: CuttingProxy;
  let store: Store;

  beforeEach(async () => {
    const url = new URL(await emptyDatabase());
    proxy = await openCuttingProxy(Number(url.port));
    url.port = String(proxy.port);
    store = await openStore({ databaseUrl: url.href });
  });

  afterEach(async () => {
    await store.close();
    await proxy.close();
  });

  // The word as it stands on the wire, where a zero ends it.
  const cutAtCommit = (cut: Cut) => proxy.cutAt('commit\0', cut);
  const cuts: Cut[] = ['lost', 'arrives', 'arrives late'];

  describe.each(cuts)('whose message %s', (cut) => {
    it('writes the entries of the journal once', async () => {
      const [first, second] = [sampleGeneration(), sampleGeneration()];
      cutAtCommit(cut);
      await Promise.all([first, second].map((one) => store.journal.append(accepted(one))));
      expect(await store.listGenerations(undefined, 10)).toEqual([second, first]);
      cutAtCommit(cut);
      await store.journal.append({ type: 'generation-deleted', id: first.id, at: 1 });
      expect(await store.listGenerations(undefined, 10)).toEqual([second]);
      expect(proxy.cuts).toBe(2);
    });

    it('holds, books and creates once', async () => {
      const key = sampleKey();
      cutAtCommit(cut);
      await store.keys.create(key, 'ab'.repeat(32));
      expect(await store.keys.list()).toEqual([key]);
      const at = key.createdAt;
      const limits = { imagesPerDay: 2, microUsdPerDay: undefined, microUsdPerMonth: undefined };
      const hold = { id: 'gen_1', keyId: key.id, at, microUsd: 5, images: 2 };
      cutAtCommit(cut);
      expect(await store.ledger.hold(hold, limits)).toBeUndefined();
      cutAtCommit(cut);
      await store.ledger.settle('gen_1', { microUsd: 7, images: 2 });
      const { day } = await store.ledger.spendOf(key.id, at);
      expect(day).toEqual({
        spent: { microUsd: 7, images: 2 },
        held: { microUsd: 0, images: 0 },
      });
      expect(proxy.cuts).toBe(3);
    });
  });
});

describe('a database that will not do', () => {
  const refusalOf = async (url: string) =>
    openPostgres(url, 50).then(
      () => undefined,
      (error: Error & { code: string }) => `${error.code}: ${error.message}`,
    );

  it('is told as unreachable where nobody answers, without the password', async () => {
    const url = new URL(await emptyDatabase());
    url.port = '1';
    const refusal = await refusalOf(url.href);
    expect(refusal).toMatch(/^store_unreachable: .*127\.0\.0\.1:1\/records-1 .*ECONNREFUSED/);
    expect(refusal).not.toContain('geheim');
  });

  it('is told as unreachable where it lets nobody in, or is not there', async () => {
    const url = new URL(await emptyDatabase());
    url.password = 'falsches-wort';
    expect(await refusalOf(url.href)).toMatch(/^store_unreachable: .*authentication failed/);
    url.password = encodeURIComponent(password);
    url.pathname = '/nowhere';
    expect(await refusalOf(url.href)).toMatch(/^store_unreachable: .*"nowhere" does not exist/);
  });

  it('is refused where it cannot hold Chinese', async () => {
    const url = new URL(await emptyDatabase());
    await server.query(
      `create database ascii encoding 'SQL_ASCII' locale_provider libc locale 'C' template template0`,
    );
    url.pathname = '/ascii';
    expect(await refusalOf(url.href)).toMatch(/^store_unusable: .*encoding is SQL_ASCII/);
  });

  it('is refused where its user may create no tables', async () => {
    const url = new URL(await server.createDatabase());
    await server.query(`create role guest login password 'gast'`);
    url.username = 'guest';
    url.password = 'gast';
    expect(await refusalOf(url.href)).toMatch(/^store_unusable: .*permission denied for schema/);
  });

  it('is refused where a newer version took away what this one needs', async () => {
    const url = await emptyDatabase();
    await (await openStore({ databaseUrl: url })).close();
    const newer = `('9999_without_prompts_needs_9998', '2999-01-01T00:00:00.000Z')`;
    await server.query(`insert into kysely_migration values ${newer}`, url);
    await expect(openStore({ databaseUrl: url })).rejects.toMatchObject({
      code: 'store_unusable',
      message: expect.stringContaining('a newer Maliang wrote it'),
    });
  });
});
