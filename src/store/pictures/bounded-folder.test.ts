import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BoundedFolder, createBoundedFolder } from './bounded-folder.ts';

let directory: string;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'maliang-bounded-')), 'small');
});

afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

async function put(folder: BoundedFolder, file: string, size: number): Promise<void> {
  await folder.open(file);
  await writeFile(folder.path(file), Buffer.alloc(size, 7));
  await folder.add(file);
}

const names = async () => (await readdir(directory)).sort();

describe('a folder with a bound', () => {
  it('makes room by what was unused longest', async () => {
    const folder = createBoundedFolder(directory, 100);
    for (const file of ['a', 'b', 'c']) await put(folder, file, 30);
    const used = await folder.open('a');
    expect(used?.size).toBe(30);
    await put(folder, 'd', 30);
    expect(await names()).toEqual(['a', 'c', 'd']);
    expect(await folder.open('b')).toBeUndefined();
  });

  it('counts a file that was written again once, by its new size', async () => {
    const folder = createBoundedFolder(directory, 100);
    await put(folder, 'a', 40);
    await put(folder, 'b', 40);
    await put(folder, 'a', 60);
    expect(await names()).toEqual(['a', 'b']);
    await put(folder, 'c', 1);
    expect(await names()).toEqual(['a', 'c']);
  });

  it('knows what an earlier process left, the oldest first to go', async () => {
    const first = createBoundedFolder(directory, 1000);
    for (const file of ['old', 'new']) await put(first, file, 50);
    await utimes(first.path('old'), 1, 1);
    const folder = createBoundedFolder(directory, 100);
    await put(folder, 'next', 40);
    expect(await names()).toEqual(['new', 'next']);
  });

  it('has nothing that was removed, also by somebody else', async () => {
    const folder = createBoundedFolder(directory, 100);
    await put(folder, 'a', 10);
    await folder.remove('a');
    expect(await folder.open('a')).toBeUndefined();
    await put(folder, 'b', 10);
    await rm(folder.path('b'));
    expect(await folder.open('b')).toBeUndefined();
    expect(await names()).toEqual([]);
  });

  it('looks anew after it was told to forget', async () => {
    const folder = createBoundedFolder(directory, 100);
    await put(folder, 'a', 10);
    await writeFile(folder.path('b'), 'beside');
    expect(await folder.open('b')).toBeUndefined();
    folder.forget();
    const open = await folder.open('b');
    expect(open?.size).toBe(6);
  });
});
