import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AssetFolder, OpenAsset } from '../../core/asset-folder.ts';
import { createAssetFolder, createMemoryAssetFolder } from './asset-folder.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assets-'));
});
afterAll(() => rm(root, { recursive: true }));

async function keep(folder: AssetFolder, name: string, text: string): Promise<void> {
  const spool = await folder.begin();
  await spool.write(Buffer.from(text));
  await spool.end();
  await folder.keep(spool, name);
  await spool.discard();
}

async function read(asset: OpenAsset | undefined, range?: { start: number; end: number }) {
  if (!asset) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of asset.bytes(range)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const kinds: [string, (maxBytes?: number) => Promise<AssetFolder>][] = [
  [
    'on disk',
    async (maxBytes) => createAssetFolder({ directory: await mkdtemp(join(root, 'd-')), maxBytes }),
  ],
  ['in memory', async (maxBytes) => createMemoryAssetFolder({ maxBytes })],
];

for (const [kind, create] of kinds) {
  describe(`an asset folder ${kind}`, () => {
    it('opens what it keeps, whole or in part, again and again', async () => {
      const folder = await create();
      await keep(folder, 'a.png', 'one fox');
      const asset = await folder.open('a.png');
      expect(asset?.size).toBe(7);
      expect(await read(asset)).toBe('one fox');
      expect(await read(asset, { start: 4, end: 7 })).toBe('fox');
      expect(await read(asset, { start: 4, end: 100 })).toBe('fox');
      expect(await read(await folder.open('a.png'))).toBe('one fox');
    });

    it('keeps many at once', async () => {
      const folder = await create();
      const names = Array.from({ length: 40 }, (_, i) => `${i}.png`);
      await Promise.all(names.map((name) => keep(folder, name, `bytes of ${name}`)));
      for (const name of names)
        expect(await read(await folder.open(name))).toBe(`bytes of ${name}`);
    });

    it('has nothing under a name it does not know, or no longer', async () => {
      const folder = await create();
      await keep(folder, 'a.png', 'fox');
      await folder.remove('a.png');
      await folder.remove('a.png');
      expect(await folder.open('a.png')).toBeUndefined();
      for (const name of ['', '.', '..', '../a.png', 'a/b.png', 'a\\b', 'x'.repeat(5000), 'a\0']) {
        expect(await folder.open(name)).toBeUndefined();
        await folder.remove(name);
      }
    });

    it('bounds one asset', async () => {
      const spool = await (await create(10)).begin();
      await expect(spool.write(Buffer.alloc(11))).rejects.toMatchObject({ kind: 'too-large' });
      await spool.discard();
    });

    it('keeps what a tidy caller discards afterwards', async () => {
      const folder = await create();
      const spool = await folder.begin();
      await spool.write(Buffer.from('fox'));
      await spool.end();
      await folder.keep(spool, 'a.png');
      await spool.discard();
      expect(await read(await folder.open('a.png'))).toBe('fox');
    });
  });
}

describe('an asset folder on disk', () => {
  it('keeps assets in one flat folder, and nothing else', async () => {
    const directory = join(root, 'new', 'place');
    const folder = await createAssetFolder({ directory });
    await keep(folder, 'a.png', 'fox');
    await (await folder.begin()).discard();
    expect(await readdir(join(directory, 'assets'))).toEqual(['a.png']);
    expect(await readdir(join(directory, 'spool'))).toEqual([]);
    expect(folder.path('a.png')).toBe(join(directory, 'assets', 'a.png'));
    expect(folder.path('../a.png')).toBeUndefined();
    expect(folder.volatile).toBe(false);
  });

  it('finds its assets again after a restart', async () => {
    const directory = join(root, 'restart');
    await keep(await createAssetFolder({ directory }), 'a.png', 'fox');
    expect(await read(await (await createAssetFolder({ directory })).open('a.png'))).toBe('fox');
  });

  it('keeps no asset under a name that leaves the folder', async () => {
    const folder = await createAssetFolder({ directory: join(root, 'names') });
    await expect(keep(folder, '../a.png', 'fox')).rejects.toThrow(TypeError);
    expect(await readdir(join(root, 'names'))).toEqual(['assets', 'spool']);
  });

  it('is no folder, and shows none, inside itself', async () => {
    const directory = join(root, 'inside');
    const folder = await createAssetFolder({ directory });
    await mkdir(join(directory, 'assets', 'sub'));
    expect(await folder.open('sub')).toBeUndefined();
  });

  it('says so where it cannot be made', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    await chmod(file, 0o400);
    const refused = { code: 'folder_not_writable' };
    await expect(createAssetFolder({ directory: file })).rejects.toMatchObject(refused);
  });
});

describe('an asset folder in memory', () => {
  it('forgets the oldest over its bound, but never the newest nor what is being read', async () => {
    const folder = createMemoryAssetFolder({ maxTotalBytes: 10 });
    await keep(folder, 'a.png', 'aaaa');
    await keep(folder, 'b.png', 'bbbb');
    const a = await folder.open('a.png');
    await keep(folder, 'c.png', 'cccc');
    expect(await folder.open('a.png')).toBeUndefined();
    expect(await read(a)).toBe('aaaa');
    expect(await read(await folder.open('b.png'))).toBe('bbbb');
    await keep(folder, 'd.png', 'd'.repeat(20));
    expect(await folder.open('b.png')).toBeUndefined();
    expect(await read(await folder.open('d.png'))).toBe('d'.repeat(20));
  });

  it('counts what was removed or replaced no longer', async () => {
    const folder = createMemoryAssetFolder({ maxTotalBytes: 10 });
    for (let i = 0; i < 5; i += 1) await keep(folder, 'a.png', 'aaaa');
    await keep(folder, 'b.png', 'bbbb');
    await folder.remove('a.png');
    await keep(folder, 'c.png', 'cccc');
    expect(await read(await folder.open('b.png'))).toBe('bbbb');
    expect(folder.path('b.png')).toBeUndefined();
    expect(folder.volatile).toBe(true);
  });
});

describe('an asset folder whose disk fails', () => {
  const fox = Buffer.from('one fox');
  const label = 'gen_a.0.name';

  /** A disk that can be taken away, which is all the same to who writes. */
  async function open() {
    const directory = await mkdtemp(join(root, 'bad-'));
    const logged: string[] = [];
    const log = (_: object, message: string) => void logged.push(message);
    const logger = { debug: log, info: log, warn: log, error: log };
    const folder = await createAssetFolder({ directory, logger, retryMs: 20 });
    const move = (name: string, to: string) => rename(join(directory, name), join(directory, to));
    return {
      folder,
      logged,
      directory,
      lose: (name: string) => move(name, `${name}-gone`),
      find: (name: string) => move(`${name}-gone`, name),
    };
  }

  it.each(['spool', 'assets'])('holds what was paid for until %s is back', async (name) => {
    const { folder, logged, directory, lose, find } = await open();
    await lose(name);
    const spool = await folder.begin(undefined, label);
    await spool.write(fox);
    await spool.end();
    await folder.keep(spool, 'a.png');
    await spool.discard();
    expect(await read(await folder.open('a.png'), { start: 4, end: 7 })).toBe('fox');
    expect([folder.isRescued('a.png'), folder.path('a.png')]).toEqual([true, undefined]);
    expect(logged).toHaveLength(1);
    await find(name);
    await expect.poll(() => folder.isRescued('a.png')).toBe(false);
    expect(await read(await folder.open('a.png'))).toBe('one fox');
    expect(await readdir(join(directory, 'assets'))).toEqual(['a.png']);
    expect(await readdir(join(directory, 'spool'))).toEqual([]);
  });

  it('holds nothing that nobody has paid for, and says why', async () => {
    const { folder, lose } = await open();
    await lose('spool');
    const refused = { code: 'folder_not_writable' };
    await expect(folder.begin()).rejects.toMatchObject(refused);
    await expect(folder.check()).rejects.toMatchObject(refused);
  });

  it('is good again only when it has taken bytes', async () => {
    const { folder, lose, find } = await open();
    await folder.check();
    await lose('spool');
    const spool = await folder.begin(undefined, label);
    await expect(folder.check()).rejects.toMatchObject({ code: 'folder_not_writable' });
    await spool.discard();
    await find('spool');
    await folder.check();
  });

  it('forgets what is removed', async () => {
    const { folder, directory, lose, find } = await open();
    await lose('spool');
    const spool = await folder.begin(undefined, label);
    await spool.write(fox);
    await spool.end();
    await folder.keep(spool, 'a.png');
    await folder.remove('a.png');
    await find('spool');
    expect(await folder.open('a.png')).toBeUndefined();
    expect(await readdir(join(directory, 'assets'))).toEqual([]);
  });
});
