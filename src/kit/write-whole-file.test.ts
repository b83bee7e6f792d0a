import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeWholeFile } from './write-whole-file.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whole-file-'));
  path = join(folder, 'file');
});
afterEach(() => rm(folder, { recursive: true }));

const put = (text: string) => (destination: Writable) => pipeline([Buffer.from(text)], destination);

it('writes a file that its owner alone can read, and leaves nothing beside it', async () => {
  await writeWholeFile(path, { replace: false }, put('fox'));
  expect(await readFile(path, 'utf8')).toBe('fox');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['file']);
});

it('shows nothing under the name until it is whole, and tells what the writer told', async () => {
  const told = await writeWholeFile(path, { replace: false }, async (destination) => {
    destination.write('half');
    expect(await readdir(folder)).not.toContain('file');
    await put(' whole')(destination);
    return 42;
  });
  expect(told).toBe(42);
  expect(await readFile(path, 'utf8')).toBe('half whole');
});

it('leaves nothing where writing fails', async () => {
  const failing = writeWholeFile(path, { replace: false }, async (destination) => {
    destination.write('half');
    throw new Error('gone');
  });
  await expect(failing).rejects.toThrow('gone');
  expect(await readdir(folder)).toEqual([]);
});

it('takes the place of another file only where it shall', async () => {
  await writeFile(path, 'old');
  const refused = writeWholeFile(path, { replace: false }, put('new'));
  await expect(refused).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await readFile(path, 'utf8')).toBe('old');
  await writeWholeFile(path, { replace: true }, put('new'));
  expect(await readFile(path, 'utf8')).toBe('new');
});

it('does not take the place of one that came meanwhile', async () => {
  const refused = writeWholeFile(path, { replace: false }, async (destination) => {
    await writeFile(path, 'quicker');
    await put('new')(destination);
  });
  await expect(refused).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await readFile(path, 'utf8')).toBe('quicker');
  expect(await readdir(folder)).toEqual(['file']);
});
