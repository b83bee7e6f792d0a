import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linkFile } from './link-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'link-'));
  await mkdir(join(folder, 'kept'));
});
afterAll(() => rm(folder, { recursive: true }));

it('gives a file a second name, once and again', async () => {
  const [first, second] = [join(folder, 'a.part'), join(folder, 'kept', 'a')];
  await writeFile(first, 'fox');
  await linkFile(first, second);
  await linkFile(first, second);
  await rm(first);
  expect(await readFile(second, 'utf8')).toBe('fox');
  expect((await stat(second)).nlink).toBe(1);
});

it('says what is wrong where there is no such file or folder', async () => {
  await expect(linkFile(join(folder, 'none'), join(folder, 'b'))).rejects.toThrow('ENOENT');
});
