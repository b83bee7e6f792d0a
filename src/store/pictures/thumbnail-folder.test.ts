import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AssetFolder } from '../../core/asset-folder.ts';
import { forgetThumbnails } from '../../core/library/thumbnails.ts';
import { createFileShrinker, type FileShrinker } from '../../kit/shrink-file.ts';
import { createAssetFolder } from './asset-folder.ts';
import { createThumbnailFolder } from './thumbnail-folder.ts';

let root: string;
let directory: string;
let assets: AssetFolder;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'maliang-thumbnails-'));
  directory = join(root, 'thumbnails');
  assets = await createAssetFolder({ directory: root });
});

afterEach(() => rm(root, { recursive: true }));

/** A picture that does not pack well, so that it is worth a small copy. */
async function keep(name: string, width = 900): Promise<void> {
  const create = { width, height: 600, channels: 3 as const, background: '#884422' };
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  const bytes = await sharp({ create: { ...create, noise } })
    .png()
    .toBuffer();
  await writeFile(join(root, 'assets', name), bytes);
}

const count = () => readdir(directory).then((files) => files.length);

describe('small copies', () => {
  it('are WebP of the asked width, made once and found again by the next process', async () => {
    await keep('fox.png');
    let made = 0;
    const real = createFileShrinker();
    const shrink: FileShrinker = (from, wish) => {
      made += 1;
      return real(from, wish);
    };
    const open = () => createThumbnailFolder({ directory, assets, shrink });
    const thumbnails = open();
    const [first, twin] = await Promise.all([
      thumbnails.open('fox.png', 256),
      thumbnails.open('fox.png', 256),
    ]);
    if (!first) throw new Error('there is none');
    const bytes = await buffer(first.bytes());
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp', width: 256 });
    expect(bytes.length).toBe(first.size);
    expect(twin?.size).toBe(first.size);
    expect((await open().open('fox.png', 256))?.size).toBe(first.size);
    expect(made).toBe(1);
  });

  it('leave the picture itself to be shown where they would be of no use or cannot be made', async () => {
    await writeFile(join(root, 'assets', 'small.png'), Buffer.alloc(1000));
    await writeFile(join(root, 'assets', 'broken.png'), Buffer.alloc(100_000));
    await keep('fox.png');
    const thumbnails = createThumbnailFolder({ directory, assets, shrink: createFileShrinker() });
    for (const name of ['small.png', 'broken.png', 'none.png']) {
      expect(await thumbnails.open(name, 256)).toBeUndefined();
    }
    const without = createFileShrinker(() => Promise.reject(new Error('not installed')));
    const plain = createThumbnailFolder({ directory, assets, shrink: without });
    expect(await plain.open('fox.png', 256)).toBeUndefined();
    await writeFile(join(root, 'a-file'), '');
    const nowhere = join(root, 'a-file', 'thumbnails');
    const blocked = createThumbnailFolder({
      directory: nowhere,
      assets,
      shrink: createFileShrinker(),
    });
    expect(await blocked.open('fox.png', 256)).toBeUndefined();
  });

  it('are not made for somebody who has left', async () => {
    await keep('fox.png');
    const thumbnails = createThumbnailFolder({ directory, assets, shrink: createFileShrinker() });
    expect(await thumbnails.open('fox.png', 256, AbortSignal.abort())).toBeUndefined();
    expect(await count()).toBe(0);
  });

  it('go together with their picture, whoever removes it', async () => {
    await keep('fox.png');
    const thumbnails = createThumbnailFolder({ directory, assets, shrink: createFileShrinker() });
    await thumbnails.open('fox.png', 256);
    await thumbnails.open('fox.png', 512);
    expect(await count()).toBe(2);
    await forgetThumbnails(assets, thumbnails).remove('fox.png');
    expect(await count()).toBe(0);
    expect(await assets.open('fox.png')).toBeUndefined();
    expect(await thumbnails.open('fox.png', 256)).toBeUndefined();
  });

  it('take no more room than they are given: those unused longest go', async () => {
    const names = ['a.png', 'b.png', 'c.png'];
    await Promise.all(names.map((name) => keep(name)));
    const shrink: FileShrinker = async (_, { to }) => {
      await writeFile(to, Buffer.alloc(1000));
      return true;
    };
    const thumbnails = createThumbnailFolder({ directory, assets, shrink, maxBytes: 2500 });
    await thumbnails.open('a.png', 256);
    await thumbnails.open('b.png', 256);
    await thumbnails.open('a.png', 256);
    await thumbnails.open('c.png', 256);
    expect((await readdir(directory)).sort()).toEqual(['a.png-256.webp', 'c.png-256.webp']);
  });
});
