import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWalSync } from './wal-sync.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maliang-wal-'));
  file = join(folder, 'maliang.db');
});
afterEach(() => rm(folder, { recursive: true }));

it('syncs the log beside the file, again and again, and side by side', async () => {
  await writeFile(`${file}-wal`, 'frames');
  const log = createWalSync(file);
  await log.sync();
  await Promise.all([log.sync(), log.sync()]);
  await log.close();
});

it('says that the folder takes nothing where the log cannot be synced, and tries again', async () => {
  const log = createWalSync(file);
  await expect(log.sync()).rejects.toMatchObject({ code: 'folder_not_writable' });
  await writeFile(`${file}-wal`, 'frames');
  await log.sync();
  await log.close();
});

it('closes what was never opened', async () => {
  await expect(createWalSync(file).close()).resolves.toBeUndefined();
});
