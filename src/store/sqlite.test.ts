import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeEarlierContract } from '../../test/contract/earlier-contract.ts';
import { describeHistoryContract } from '../../test/contract/history-contract.ts';
import { describeKeysContract } from '../../test/contract/keys-contract.ts';
import { describeLineageContract } from '../../test/contract/lineage-contract.ts';
import { describeQueueContract } from '../../test/contract/queue-contract.ts';
import {
  describeSharedShelfContract,
  describeShelfContract,
} from '../../test/contract/shelf-contract.ts';
import { describeSpendingContract } from '../../test/contract/spending-contract.ts';
import {
  describeDurableStoreContract,
  describeStoreContract,
  type StorePlace,
} from '../../test/contract/store-contract.ts';
import { accepted, sampleGeneration } from '../../test/contract/store-samples.ts';
import { describeStylesContract } from '../../test/contract/styles-contract.ts';
import { describeWebhooksContract } from '../../test/contract/webhooks-contract.ts';
import {
  describeWordIndexContract,
  describeWordsContract,
} from '../../test/contract/words-contract.ts';
import { createSqlStore } from './sql-store.ts';
import { connectLibsql, connectNodeSqlite } from './sqlite/sqlite-connection.ts';
import { openSqlite } from './sqlite.ts';

const drivers = [
  { name: 'libsql', connect: connectLibsql },
  { name: 'node:sqlite', connect: connectNodeSqlite },
];
const here: typeof drivers = [];
for (const driver of drivers) {
  const connection = await driver.connect(':memory:');
  connection?.close();
  if (connection) here.push(driver);
}

it('finds a driver on this version of Node', () => {
  expect(here).not.toEqual([]);
});

it('is told as missing where neither this Node nor a package has it', async () => {
  const opened = openSqlite(join(tmpdir(), 'never-made.db'), async () => undefined);
  await expect(opened).rejects.toMatchObject({ code: 'sqlite_missing' });
});

describe.each(here)('sqlite through $name', ({ name, connect }) => {
  async function createPlace(): Promise<StorePlace> {
    const folder = await mkdtemp(join(tmpdir(), 'maliang-store-'));
    return {
      open: async (options) =>
        createSqlStore(await openSqlite(join(folder, 'maliang.db'), connect), options),
      remove: () => rm(folder, { recursive: true }),
    };
  }

  describeStoreContract(name, createPlace);
  describeHistoryContract(name, createPlace);
  describeShelfContract(name, createPlace);
  describeSharedShelfContract(name, createPlace);
  describeSpendingContract(name, createPlace);
  describeEarlierContract(name, createPlace);
  describeQueueContract(name, createPlace);
  describeKeysContract(name, createPlace);
  describeStylesContract(name, createPlace);
  describeLineageContract(name, createPlace);
  describeWebhooksContract(name, createPlace);
  describeWordsContract(name, createPlace);
  describeWordIndexContract(name, () => openSqlite(':memory:', connect));
  describeDurableStoreContract(name, createPlace);

  describe('the file', () => {
    let folder: string;
    let file: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'maliang-store-'));
      file = join(folder, 'maliang.db');
    });

    afterEach(() => rm(folder, { recursive: true }));

    it('is in WAL mode, synced on every commit, with foreign keys checked', async () => {
      const { kysely } = await openSqlite(file, connect);
      const pragmas = ['journal_mode', 'synchronous', 'foreign_keys'];
      const values = await Promise.all(
        pragmas.map(async (pragma) => {
          const { rows } = await sql.raw<object>(`PRAGMA ${pragma}`).execute(kysely);
          return Object.values(rows[0] ?? {})[0];
        }),
      );
      expect(values).toEqual(['wal', 2, 1]);
      await kysely.destroy();
    });

    it('takes booleans, undefined and big integers as values', async () => {
      const { kysely } = await openSqlite(file, connect);
      const { rows } =
        await sql`select ${true} as yes, ${undefined} as none, ${5n} as five`.execute(kysely);
      expect({ ...(rows[0] as object) }).toEqual({ yes: 1, none: null, five: 5 });
      await kysely.destroy();
    });

    it('says that the disk is full, and goes on once there is room', async () => {
      const database = await openSqlite(file, connect);
      const store = await createSqlStore(database);
      const limitPages = (pages: number) =>
        sql.raw(`PRAGMA max_page_count = ${pages}`).execute(database.kysely);
      await limitPages(1);
      const large = sampleGeneration({ prompt: '长'.repeat(100_000) });
      await expect(store.journal.append(accepted(large))).rejects.toMatchObject({
        code: 'folder_not_writable',
        message: expect.stringContaining('full'),
      });
      await limitPages(100_000);
      await store.journal.append(accepted(large));
      expect(await store.findGeneration(large.id)).toEqual(large);
      await store.close();
    });

    it('shows a row of this process to another one', async () => {
      const store = await createSqlStore(await openSqlite(file, connect));
      const generation = sampleGeneration();
      await store.journal.append(accepted(generation));
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--input-type=module',
        '--eval',
        `import Database from 'libsql';
        const database = new Database(process.argv[1]);
        process.stdout.write(database.prepare('select prompt from generations').all()[0].prompt);`,
        file,
      ]);
      expect(stdout).toBe(generation.prompt);
      await store.close();
    });

    it('waits for the write lock of another process, and goes on serving meanwhile', async () => {
      const store = await createSqlStore(await openSqlite(file, connect));
      const known = sampleGeneration();
      await store.journal.append(accepted(known));
      const holder = spawn(process.execPath, [
        '--input-type=module',
        '--eval',
        `import Database from 'libsql';
        const database = new Database(process.argv[1]);
        database.exec('begin immediate');
        process.stdout.write('locked');
        process.stdin.once('data', () => { database.exec('rollback'); process.exit(); });`,
        file,
      ]);
      await once(holder.stdout, 'data');
      const generation = sampleGeneration();
      let settled = false;
      const append = store.journal.append(accepted(generation)).finally(() => {
        settled = true;
      });
      const begin = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await store.findGeneration(known.id)).toEqual(known);
      expect(performance.now() - begin).toBeLessThan(1500);
      expect(settled).toBe(false);
      holder.stdin.write('go\n');
      await append;
      expect(await store.findGeneration(generation.id)).toEqual(generation);
      await store.close();
    });
  });
});
