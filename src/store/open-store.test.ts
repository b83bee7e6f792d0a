import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, sampleGeneration } from '../../test/contract/store-samples.ts';
import { openStore } from './open-store.ts';
import { openSqlite } from './sqlite.ts';

describe('openStore', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maliang-store-'));
    file = join(folder, 'maliang.db');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('makes the folder, and files nobody else can read', async () => {
    const directory = join(folder, 'a', 'b');
    const store = await openStore({ directory });
    await store.journal.append(accepted(sampleGeneration()));
    for (const name of ['maliang.db', 'maliang.db-wal', 'maliang.db-shm']) {
      expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    }
    await store.close();
  });

  it('keeps records in memory where there is no folder', async () => {
    const store = await openStore({ directory: undefined });
    expect(store.volatile).toBe(true);
    await store.close();
  });

  it('says which folder cannot be written, and why', async () => {
    const directory = join(folder, 'taken', 'data');
    await writeFile(join(folder, 'taken'), 'a file where a folder should be');
    await expect(openStore({ directory })).rejects.toMatchObject({
      code: 'folder_not_writable',
      message: expect.stringMatching(/taken.data cannot be written \(ENOTDIR\)/),
    });
  });

  it('says that a file is no database, and leaves it untouched', async () => {
    const content = Buffer.from('这不是数据库。'.repeat(1000));
    await writeFile(file, content);
    await expect(openStore({ directory: folder })).rejects.toMatchObject({
      code: 'store_unreadable',
      message: expect.stringContaining(file),
    });
    expect(await readFile(file)).toEqual(content);
  });

  it('says that a database is damaged, and leaves it untouched', async () => {
    const store = await openStore({ directory: folder });
    await store.journal.append(accepted(sampleGeneration()));
    await store.close();
    const { kysely } = await openSqlite(file);
    await kysely.destroy();
    for (const ending of ['-wal', '-shm']) await rm(file + ending, { force: true });
    await truncate(file, 600);
    const damaged = await readFile(file);
    await expect(openStore({ directory: folder })).rejects.toMatchObject({
      code: 'store_unreadable',
    });
    expect(await readFile(file)).toEqual(damaged);
  });

  async function migrateFurther(name: string): Promise<void> {
    const store = await openStore({ directory: folder });
    await store.close();
    const { kysely } = await openSqlite(file);
    const newer = { name, timestamp: new Date().toISOString() };
    await kysely
      .insertInto('kysely_migration' as never)
      .values(newer as never)
      .execute();
    await kysely.destroy();
  }

  it('goes on with tables that a newer version has only added to', async () => {
    await migrateFurther('9998_later');
    await migrateFurther('9999_without_something_old_needs_0001');
    const store = await openStore({ directory: folder });
    const generation = sampleGeneration();
    await store.journal.append(accepted(generation));
    expect(await store.findGeneration(generation.id)).toEqual(generation);
    await store.close();
  });

  it('refuses tables from which a newer version took what this one needs', async () => {
    await migrateFurther('9999_without_prompts_needs_9998');
    await expect(openStore({ directory: folder })).rejects.toMatchObject({
      code: 'store_unreadable',
      message: expect.stringContaining(
        'a newer Maliang wrote it (9999_without_prompts_needs_9998)',
      ),
    });
  });

  it('may be opened by several at once while there is no file yet', async () => {
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore({ directory: folder })));
    const generation = sampleGeneration();
    await stores[0]?.journal.append(accepted(generation));
    expect(await stores[3]?.findGeneration(generation.id)).toEqual(generation);
    for (const store of stores) await store.close();
  });
});
