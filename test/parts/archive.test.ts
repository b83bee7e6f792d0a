import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CopyOptions, copyRecords } from '../../src/store/archive/copy-records.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { describeArchiveContract } from '../contract/archive-contract.ts';
import {
  createInstallation,
  exportTo,
  fill,
  hashOf,
  type Installation,
  importFrom,
} from '../contract/archive-samples.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.remove());

const createPostgres = async () => {
  const url = await server.createDatabase();
  return () => openPostgres(url);
};
const createSqlite = async (folder: string) => () => openSqlite(join(folder, 'maliang.db'));

describeArchiveContract('postgres', createPostgres);

describe('records', () => {
  let lite: Installation;
  let postgres: Installation;
  beforeEach(async () => {
    lite = await createInstallation(createSqlite);
    postgres = await createInstallation(createPostgres);
  });
  afterEach(async () => {
    await lite.close();
    await postgres.close();
  });

  const copy = (changes: Partial<CopyOptions> = {}) =>
    copyRecords({
      source: lite.database,
      sourcePlace: 'maliang.db',
      target: postgres.database,
      targetPlace: 'db.test/maliang',
      merge: false,
      processId: `${hostname()}:${process.pid}:self`,
      now: Date.now(),
      maliang: '1.2.3',
      signal: new AbortController().signal,
      onProgress: () => {},
      ...changes,
    });
  const expectNoRows = async () => expect(Object.values(await postgres.rows()).flat()).toEqual([]);

  it('go from SQLite to PostgreSQL by an export, and back again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'maliang-export-'));
    const path = join(folder, 'export.zip');
    await fill(lite, 130);
    await exportTo(path, lite);
    await importFrom(path, postgres);
    expect(await postgres.rows()).toEqual(await lite.rows());
    const back = await createInstallation(createSqlite);
    await exportTo(path, postgres);
    await importFrom(path, back);
    expect([await back.rows(), await back.files()]).toEqual([
      await lite.rows(),
      await lite.files(),
    ]);
    await back.close();
    await rm(folder, { recursive: true });
  });

  it('are copied, every one, from a file that does not change', async () => {
    await fill(lite, 130);
    const fileOf = async () => hashOf(await readFile(join(lite.folder, 'maliang.db')));
    const before = await fileOf();
    const tables = await copy();
    for (const { added } of tables ?? []) expect(added).toBe(130);
    expect(tables?.map(({ table }) => table)).toContain('holds');
    expect(await postgres.rows()).toEqual(await lite.rows());
    expect(await fileOf()).toBe(before);
  });

  it('are not copied over others, unless they are to be merged', async () => {
    await fill(lite, 3);
    await fill(postgres, 2, 'b');
    const before = await postgres.rows();
    await expect(copy()).rejects.toMatchObject({
      code: 'target_in_use',
      message: expect.stringContaining('keys: 2'),
    });
    expect(await postgres.rows()).toEqual(before);
    const tables = await copy({ merge: true });
    expect(tables?.find(({ table }) => table === 'keys')).toMatchObject({ added: 3, same: 0 });
    const again = await copy({ merge: true });
    expect(again?.find(({ table }) => table === 'keys')).toMatchObject({ added: 0, same: 3 });
    expect((await postgres.rows()).keys).toHaveLength(5);
  });

  it('are not copied while a living process works on them, and it is named', async () => {
    await fill(lite, 1);
    const lease = (pid: number, lease_until: number) => ({
      state: 'sent',
      lease_owner: `${hostname()}:${pid}:other`,
      lease_until,
    });
    const soon = Date.now() + 60_000;
    await lite.change('generations', 'a-generations-id-0000', lease(process.ppid, soon));
    await expect(copy()).rejects.toMatchObject({
      code: 'records_in_use',
      message: expect.stringContaining(`Process ${process.ppid} of ${hostname()}`),
    });
    await expectNoRows();
    // A number that no process has.
    await lite.change('generations', 'a-generations-id-0000', lease(2 ** 30, soon));
    expect(await copy()).toBeDefined();
    expect((await postgres.rows()).generations?.[0]).toMatchObject({ state: 'sent' });
  });

  it('are not copied where another process writes meanwhile', async () => {
    await fill(lite, 3);
    const other = await lite.open();
    let written: Promise<unknown> | undefined;
    const onProgress = () => {
      written ??= other.kysely.updateTable('generations').set({ prompt: 'new' }).execute();
    };
    await expect(copy({ onProgress })).rejects.toMatchObject({ code: 'records_in_use' });
    await written;
    await other.kysely.destroy();
    await expectNoRows();
  });

  it('are not copied where the source knows more than the target', async () => {
    await fill(lite, 1);
    const add = (table: string) =>
      lite.database.kysely.schema.alterTable(table).addColumn('mood', 'text').execute();
    await add('keys');
    await expect(copy()).rejects.toMatchObject({
      code: 'export_newer',
      message: expect.stringContaining('keys.mood'),
    });
    await expectNoRows();
  });

  it('are not copied by halves', async () => {
    await fill(lite, 3);
    const abort = new AbortController();
    const { signal } = abort;
    const onProgress = (part: string) => part === 'spend' && abort.abort();
    await fill(lite, 250, 'c');
    await expect(copy({ signal, onProgress })).rejects.toThrow('aborted');
    await expectNoRows();
  });
});
