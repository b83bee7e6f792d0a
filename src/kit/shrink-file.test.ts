import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileShrinker } from './shrink-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maliang-shrink-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function paint(width: number, height: number, orientation?: number): Promise<string> {
  const path = join(folder, 'picture.jpg');
  const background = { r: 120, g: 80, b: 40 };
  await sharp({ create: { width, height, channels: 3, background } })
    .withMetadata({ orientation })
    .jpeg()
    .toFile(path);
  return path;
}

describe('a small copy of a file', () => {
  it('is a WebP of that width and the same shape, with nothing left beside it', async () => {
    const to = join(folder, 'small.webp');
    expect(await createFileShrinker()(await paint(800, 400), { width: 256, to })).toBe(true);
    expect(await sharp(to).metadata()).toMatchObject({ format: 'webp', width: 256, height: 128 });
    expect((await readdir(folder)).sort()).toEqual(['picture.jpg', 'small.webp']);
  });

  it('is never larger than the picture, and stands as the picture stands', async () => {
    const to = join(folder, 'small.webp');
    const shrink = createFileShrinker();
    expect(await shrink(await paint(100, 50), { width: 256, to })).toBe(true);
    expect(await sharp(to).metadata()).toMatchObject({ width: 100, height: 50 });
    expect(await shrink(await paint(100, 50, 6), { width: 256, to })).toBe(true);
    expect(await sharp(to).metadata()).toMatchObject({ width: 50, height: 100 });
  });

  it('is not there for what is no picture, nor for what is not there', async () => {
    const shrink = createFileShrinker();
    const broken = join(folder, 'broken.png');
    await writeFile(broken, 'no picture at all');
    const to = join(folder, 'small.webp');
    expect(await shrink(broken, { width: 256, to })).toBe(false);
    expect(await shrink(join(folder, 'none.png'), { width: 256, to })).toBe(false);
    await expect(stat(to)).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['broken.png']);
  });

  it('is not there where the machine cannot make one, which is asked once', async () => {
    let asked = 0;
    const shrink = createFileShrinker(async () => {
      asked += 1;
      throw new Error('no such package');
    });
    const wish = { width: 256, to: join(folder, 'small.webp') };
    const from = await paint(40, 40);
    expect(await shrink(from, wish)).toBe(false);
    expect(await shrink(from, wish)).toBe(false);
    expect(asked).toBe(1);
  });
});
