import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleAsset } from '../../test/contract/store-samples.ts';
import { lazyAssetFolder, lazyStore } from './lazy-store.ts';
import { createMemoryStore } from './memory/memory-store.ts';
import { createAssetFolder } from './pictures/asset-folder.ts';

/** Opens something, and counts how often it was asked to. */
function counted<Opened>(open: () => Opened | Promise<Opened>, failures = 0) {
  const opener = {
    calls: 0,
    async open() {
      opener.calls += 1;
      if (opener.calls <= failures) throw new Error('locked');
      return open();
    },
  };
  return opener;
}

describe('a lazy store', () => {
  it('is opened by its first use, once for all', async () => {
    const opener = counted(createMemoryStore);
    const store = lazyStore(opener.open);
    expect(store.volatile).toBe(false);
    expect(opener.calls).toBe(0);
    const asset = sampleAsset();
    await Promise.all([
      store.journal.append({ type: 'asset-durable', asset }),
      store.findGeneration('gen_none'),
      store.listGenerations(undefined, 1),
      store.dueForHosting(0, 1),
    ]);
    expect(opener.calls).toBe(1);
    expect(store.volatile).toBe(true);
    expect(await store.findAsset(asset.id)).toEqual(asset);
    expect(await store.findAssetByName(asset.name)).toEqual(asset);
  });

  it('hears what is told from when it is listened to, and no more once that is stopped', async () => {
    const store = lazyStore(counted(createMemoryStore).open);
    const heard: string[] = [];
    expect(store.signals.live).toBe(false);
    store.signals.send({ type: 'queued' });
    const stop = store.signals.listen(({ type }) => heard.push(type));
    await store.findGeneration('gen_none');
    expect(store.signals.live).toBe(true);
    store.signals.send({ type: 'ended', id: 'gen_1' });
    stop();
    store.signals.send({ type: 'queued' });
    expect(heard).toEqual(['ended']);
    store.signals.listen(() => {})();
    await store.close();
  });

  it('is opened anew after it could not be', async () => {
    const opener = counted(createMemoryStore, 1);
    const store = lazyStore(opener.open);
    await expect(store.findAsset('x')).rejects.toThrow('locked');
    expect(await store.findAsset('x')).toBeUndefined();
    expect(opener.calls).toBe(2);
  });

  it('is not opened to be closed, and closes what is open', async () => {
    const opener = counted(createMemoryStore);
    const store = lazyStore(opener.open);
    await store.close();
    expect(opener.calls).toBe(0);
    await store.findAsset('x');
    await store.close();
    const entry = { type: 'asset-durable', asset: sampleAsset() } as const;
    await expect(store.journal.append(entry)).rejects.toMatchObject({ code: 'shutting_down' });
  });

  it('closes quietly where it could never be opened', async () => {
    const store = lazyStore(counted(createMemoryStore, 9).open);
    const used = store.findAsset('x');
    const closed = store.close();
    await expect(used).rejects.toThrow('locked');
    await expect(closed).resolves.toBeUndefined();
  });
});

describe('a lazy asset folder', () => {
  it('is made by its first use, and does all that the folder does', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lazy-'));
    const opener = counted(() => createAssetFolder({ directory }));
    const folder = lazyAssetFolder(opener.open);
    expect(folder.path('a.png')).toBeUndefined();
    expect(opener.calls).toBe(0);
    const spool = await folder.begin();
    await spool.write(Buffer.from('fox'));
    await spool.end();
    await folder.keep(spool, 'a.png');
    expect((await folder.open('a.png'))?.size).toBe(3);
    expect(folder.path('a.png')).toBe(join(directory, 'assets', 'a.png'));
    await folder.remove('a.png');
    expect(await folder.open('a.png')).toBeUndefined();
    expect(folder.volatile).toBe(false);
    expect(opener.calls).toBe(1);
    await rm(directory, { recursive: true });
  });
});
