import { describe, expect, it } from 'vitest';
import { sampleAsset } from '../../test/contract/store-samples.ts';
import { createTestParts, silentTelemetry } from '../../test/fakes/parts.ts';
import type { Asset } from '../core/image.ts';
import type { KeepingTerms, Pile } from '../core/library/shelf.ts';
import type { Parts } from '../core/parts.ts';
import { createMemoryAssetFolder } from '../store/memory/memory-asset-folder.ts';
import { createRetention } from './retention.ts';

const day = 24 * 60 * 60_000;
const now = 100 * day;

function open(terms: Partial<KeepingTerms>, overrides: Partial<Parts> = {}) {
  const counted: Pile[] = [];
  const telemetry = silentTelemetry({ imagesExpired: (gone) => void counted.push(gone) });
  const parts = createTestParts({ now: () => now, telemetry, ...overrides });
  const all = { keptFor: undefined, maxBytes: undefined, ...terms };
  return { parts, counted, retention: createRetention(all, parts) };
}

/** An image of 1,000,000 bytes in the records, and a small file of its name. */
async function keep(
  { store, assets }: Pick<Parts, 'store' | 'assets'>,
  changes: Partial<Asset> = {},
): Promise<Asset> {
  const asset = sampleAsset({ size: 1_000_000, ...changes });
  const spool = await assets.begin();
  await spool.write(Buffer.from('bytes'));
  await spool.end();
  await assets.keep(spool, asset.name);
  await store.journal.append({ type: 'asset-durable', asset });
  return asset;
}
const isThere = async ({ assets }: Parts, { name }: Asset) =>
  (await assets.open(name)) !== undefined;

describe('the retention', () => {
  it('removes what is older than it may be, tells how much, and keeps the record', async () => {
    const { parts, counted, retention } = open({ keptFor: 30 * day });
    const old = await keep(parts, { createdAt: now - 31 * day });
    const young = await keep(parts, { createdAt: now - 29 * day });
    expect(await retention.sweep()).toEqual({ count: 1, bytes: 1_000_000 });
    expect([await isThere(parts, old), await isThere(parts, young)]).toEqual([false, true]);
    expect(await parts.store.findAsset(old.id)).toEqual({ ...old, expiredAt: now });
    expect(parts.logged).toEqual(['retention: removed 1 image, 1.0 MB']);
    expect(counted).toEqual([{ count: 1, bytes: 1_000_000 }]);
  });

  it('tells beforehand what will go, and removes nothing by telling', async () => {
    const { parts, retention } = open({ maxBytes: 1_500_000 });
    const all = [await keep(parts, { createdAt: 1 }), await keep(parts, { createdAt: 2 })];
    await retention.announce();
    expect(parts.logged).toEqual(['retention: 1 image, 1.0 MB will be removed, favourites never']);
    for (const asset of all) expect(await isThere(parts, asset)).toBe(true);
    await retention.sweep();
    await retention.announce();
    expect(parts.logged.at(-1)).toBe('retention: no image is over the limits');
  });

  it('keeps a favourite however old it is, and what was made only minutes ago', async () => {
    const { parts, retention } = open({ keptFor: day, maxBytes: 1 });
    const loved = await keep(parts, { createdAt: 1, favouriteAt: 5 });
    const fresh = await keep(parts, { createdAt: now - 9 * 60_000 });
    expect(await retention.sweep()).toEqual({ count: 0, bytes: 0 });
    expect([await isThere(parts, loved), await isThere(parts, fresh)]).toEqual([true, true]);
    expect(parts.logged).toEqual([]);
  });

  it('leaves an image at its host, and removes only the copy here', async () => {
    const { parts, retention } = open({ keptFor: day });
    const hostedUrl = 'https://wall.test/1.png';
    const asset = await keep(parts, { createdAt: 1, hostedUrl, deleteRef: 'ref' });
    await retention.sweep();
    expect(await isThere(parts, asset)).toBe(false);
    expect(await parts.store.findAsset(asset.id)).toMatchObject({ hostedUrl, deleteRef: 'ref' });
  });

  it('finishes what a process marked before it died, also without limits of its own', async () => {
    const { parts } = open({});
    const asset = await keep(parts, { createdAt: 1 });
    const limits = { before: now, maxBytes: undefined, settledBefore: now };
    await parts.store.shelf.expire(limits, now - day, 10);
    await createRetention({ keptFor: undefined, maxBytes: undefined }, parts).sweep();
    expect(await isThere(parts, asset)).toBe(false);
  });

  it('removes from its own folder what another process has marked', async () => {
    const { parts, retention } = open({ keptFor: day });
    const elsewhere = { ...parts, assets: createMemoryAssetFolder() };
    const there = createRetention({ keptFor: day, maxBytes: undefined }, elsewhere);
    await there.sweep();
    const asset = await keep(elsewhere, { createdAt: 1 });
    await retention.sweep();
    expect(await elsewhere.assets.open(asset.name)).toBeDefined();
    expect(await there.sweep()).toEqual({ count: 0, bytes: 0 });
    expect(await elsewhere.assets.open(asset.name)).toBeUndefined();
  });

  it('tries again the next time where a file could not be removed', async () => {
    const folder = createMemoryAssetFolder();
    let broken = true;
    const remove = async (name: string) => {
      if (broken) throw new Error('read-only');
      await folder.remove(name);
    };
    let clock = now;
    const { parts, retention } = open(
      { keptFor: day },
      { assets: { ...folder, remove }, now: () => clock },
    );
    const asset = await keep(parts, { createdAt: 1 });
    await retention.sweep();
    expect(parts.logged).toContain('retention: a file could not be removed');
    clock += 2 * day;
    await retention.sweep();
    broken = false;
    clock += 2 * day;
    await retention.sweep();
    expect(await isThere(parts, asset)).toBe(false);
  });

  it('sweeps nothing any more once it was stopped', async () => {
    const { parts, retention } = open({ keptFor: day });
    const asset = await keep(parts, { createdAt: 1 });
    retention.start();
    await retention.stop();
    await retention.sweep();
    expect(await isThere(parts, asset)).toBe(true);
  });
});
