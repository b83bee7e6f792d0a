import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { accepted, ended } from '../../test/contract/store-samples.ts';
import {
  brushOf,
  dead,
  found,
  png,
  self,
  useDataFolder,
  wish,
} from '../../test/fakes/left-behind.ts';
import { fakeHost } from '../../test/fakes/parts.ts';
import type { Rerun } from '../core/leases.ts';
import { randomName } from '../kit/random-name.ts';
import { createAssetFolder } from '../store/pictures/asset-folder.ts';
import { createDispatch } from './dispatch.ts';
import { createRecovery } from './recovery.ts';

const { openProcess, leave, folder, spoolNames, assetNames } = useDataFolder();

describe('what was sent', () => {
  it('keeps the image that had arrived, byte for byte, and sends nothing', async () => {
    const { id, stems } = await leave({ generation: wish(), spools: { 0: png } });
    const { parts, look } = await openProcess(self);
    await look();
    const { state, assets, error } = await found(parts, id);
    expect({ state, error }).toEqual({ state: 'hosted', error: undefined });
    expect(assets).toMatchObject([{ name: `${stems[0]}.png`, index: 0, width: 40, height: 30 }]);
    expect(await readFile(String(parts.assets.path(`${stems[0]}.png`)))).toEqual(png);
    expect(await spoolNames()).toEqual([]);
    expect(brushOf(parts).requests).toEqual([]);
  });

  it('is unknown for good where no whole image had arrived, and its key says so', async () => {
    const { id } = await leave({ generation: wish(), spools: { 0: png.subarray(0, 80) } });
    const { parts, look } = await openProcess(self);
    await look();
    expect(await found(parts, id)).toMatchObject({
      state: 'outcome_unknown',
      assets: [],
      error: { code: 'outcome_unknown' },
    });
    expect((await parts.store.findByKey('local', 'key'))?.generation.id).toBe(id);
    expect(await spoolNames()).toEqual([]);
    expect(brushOf(parts).requests).toEqual([]);
  });

  it('says where images are missing, and gives those there are to their host', async () => {
    const generation = wish({ parameters: { n: 3, visibility: 'private' } });
    const spools = { 0: png, 1: png.subarray(0, 50), 2: png };
    const { id } = await leave({ generation, spools, host: 'wall' });
    const { parts, look } = await openProcess(self, { chooseHost: () => fakeHost() });
    await look();
    const { state, assets, warnings } = await found(parts, id);
    expect(state).toBe('durable');
    expect(assets).toMatchObject([
      { index: 0, host: 'wall', visibility: 'private' },
      { index: 2, host: 'wall', visibility: 'private' },
    ]);
    expect(warnings).toMatchObject([{ code: 'fewer_images', values: { made: 2, asked: 3 } }]);
    expect(await parts.store.dueForHosting(Date.now(), 9)).toHaveLength(2);
  });

  it('gives no image to a host that was not meant', async () => {
    await leave({ generation: wish(), spools: { 0: png }, host: 'the caller’s own' });
    const { parts, look } = await openProcess(self, { chooseHost: () => fakeHost() });
    await look();
    expect(await parts.store.dueForHosting(Date.now(), 9)).toEqual([]);
  });

  it('has one file and one row, wherever between them its process died', async () => {
    const one = await leave({ generation: wish({ owner: 'a' }), spools: { 0: png } });
    const two = await leave({ generation: wish({ owner: 'b' }), spools: { 0: png } });
    for (const left of await one.assets.leftSpools()) {
      const stem = left.label?.split('.')[2];
      await left.keep(`${stem}.png`);
    }
    const { parts, look } = await openProcess(self);
    const asset = { ...sampleAssetOf(two.id), name: `${two.stems[0]}.png` };
    await parts.store.journal.append({ type: 'asset-durable', asset });
    await look();
    expect((await found(parts, one.id)).assets).toMatchObject([{ name: `${one.stems[0]}.png` }]);
    expect((await found(parts, two.id)).assets).toEqual([asset]);
    expect(await assetNames()).toHaveLength(2);
    expect(await spoolNames()).toEqual([]);
  });

  it('books what an unknown outcome held', async () => {
    const { parts, look } = await openProcess(self);
    const { store } = parts;
    const id = `key_${randomName()}`;
    const key = { id, name: 'k', scopes: {} as never, createdAt: 1 };
    await store.keys.create({ ...key, revokedAt: undefined, lastSpentAt: undefined }, 'hash');
    const generation = wish({ owner: id });
    await leave({ generation });
    const at = Date.now();
    const budgets = {
      microUsdPerDay: undefined,
      microUsdPerMonth: undefined,
      imagesPerDay: undefined,
    };
    const held = { keyId: id, at, microUsd: 70_000, images: 1 };
    await store.ledger.hold({ id: generation.id, ...held }, budgets);
    await look();
    expect((await store.ledger.spendOf(id, at)).day).toEqual({
      spent: { microUsd: 70_000, images: 1 },
      held: { microUsd: 0, images: 0 },
    });
  });
});

function sampleAssetOf(generationId: string) {
  return {
    id: `img_${randomName()}`,
    generationId,
    index: 0,
    mediaType: 'image/png',
    width: 40,
    height: 30,
    size: png.length,
    sha256: 'ab',
    visibility: 'public' as const,
    revisedPrompt: undefined,
    seed: undefined,
    host: 'local',
    hostedUrl: undefined,
    deleteRef: undefined,
    createdAt: 1,
    favouriteAt: undefined,
    expiredAt: undefined,
  };
}

describe('what was never sent', () => {
  it('is begun anew under its id, with all that was asked, and a retry joins it', async () => {
    const parameters = { n: 2, size: '1024x1024', quality: 'low', steps: 30 };
    const { id } = await leave({ generation: wish({ parameters }), sent: false });
    const { parts, look } = await openProcess(self);
    await look();
    const job = parts.queue.find(id);
    expect((await job?.done)?.assets).toHaveLength(2);
    expect(brushOf(parts).requests).toMatchObject([
      { n: 2, size: '1024x1024', quality: 'low', extra: { steps: 30 }, model: 'brush-1' },
    ]);
    expect(await found(parts, id)).toMatchObject({ state: 'hosted', parameters });
  });

  it('is told as interrupted, without cost, where it cannot be or nobody comes for it', async () => {
    const old = Date.now() - 20 * 60_000;
    const cases: [string, Rerun, number, string][] = [
      ['a', 'never', Date.now(), 'failed'],
      ['b', 'briefly', old, 'failed'],
    ];
    for (const [owner, rerun, createdAt] of cases) {
      await leave({
        generation: wish({ id: `gen_${owner}`, owner, createdAt }),
        sent: false,
        rerun,
      });
    }
    const { parts, look } = await openProcess(self);
    await look();
    await parts.queue.drain(5_000);
    for (const [owner, , , state] of cases) {
      expect((await found(parts, `gen_${owner}`)).state).toBe(state);
    }
    expect((await found(parts, 'gen_a')).error?.code).toBe('interrupted');
    expect(await parts.store.findByKey('a', 'key')).toBeUndefined();
    expect(brushOf(parts).requests).toEqual([]);
  });

  it('waits for any process again where nobody waits for it, however old it is', async () => {
    const createdAt = Date.now() - 20 * 60_000;
    const { id } = await leave({ generation: wish({ createdAt }), sent: false, rerun: 'always' });
    const { look } = await openProcess(self);
    await look();
    const other = await openProcess('hen:3:x');
    expect(await other.parts.store.leases.countAhead(id)).toBe(0);
    const dispatch = createDispatch(other.parts);
    dispatch.start({ often: true });
    await expect.poll(async () => (await found(other.parts, id)).state).toBe('hosted');
    await dispatch.stop();
    expect(brushOf(other.parts).requests).toHaveLength(1);
  });

  it('ends as cancelled where that was asked for while its process was dead', async () => {
    const generation = wish();
    const { id } = await leave({ generation, sent: false });
    const { parts, look } = await openProcess(self);
    const heir = { owner: 'fox:1:other', until: Date.now() + 1000 };
    expect(await parts.store.leases.cancel(id, heir, Date.now())).toBe('elsewhere');
    await look();
    expect((await found(parts, id)).state).toBe('cancelled');
    expect(brushOf(parts).requests).toEqual([]);
  });

  it('fails where the settings or its key do not allow it any more', async () => {
    const changes = [{ provider: 'gone' }, { owner: `key_${randomName()}` }];
    const [gone, revoked] = changes.map(wish);
    const { parts, look } = await openProcess(self);
    const { keys } = parts.store;
    const key = { id: String(revoked?.owner), name: 'k', scopes: {} as never, createdAt: 1 };
    await keys.create({ ...key, revokedAt: undefined, lastSpentAt: undefined }, 'hash');
    await keys.revoke(key.id, Date.now());
    for (const generation of [gone, revoked])
      if (generation) await leave({ generation, sent: false });
    await look();
    expect((await found(parts, String(gone?.id))).error?.code).toBe('model_not_found');
    expect((await found(parts, String(revoked?.id))).error?.code).toBe('key_revoked');
    expect(brushOf(parts).requests).toEqual([]);
  });
});

it('finishes at the next look what it had taken over when the disk could not be read', async () => {
  const { id } = await leave({ generation: wish(), spools: { 0: png } });
  const assets = await createAssetFolder({ directory: folder(), processId: self });
  let failures = 1;
  const leftSpools = async () => {
    if (failures-- > 0) throw new Error('EIO');
    return assets.leftSpools();
  };
  const { parts, look } = await openProcess(self, { assets: { ...assets, leftSpools } });
  await expect(look()).rejects.toThrow('EIO');
  await look();
  expect(await found(parts, id)).toMatchObject({ state: 'hosted', assets: [{ index: 0 }] });
});

it('finishes at the next look what a full disk kept it from', async () => {
  const { id } = await leave({ generation: wish(), spools: { 0: png } });
  const { parts } = await openProcess(self);
  let full = true;
  const { journal } = parts.store;
  const append: typeof journal.append = async (entry) => {
    if (full && entry.type === 'generation-ended') throw new Error('disk full');
    return journal.append(entry);
  };
  const store = { ...parts.store, journal: { append } };
  const { look } = createRecovery({ ...parts, store }, (pid) => pid !== 7);
  await look();
  expect((await found(parts, id)).state).toBe('sent');
  full = false;
  await look();
  expect(await found(parts, id)).toMatchObject({ state: 'hosted', assets: [{ index: 0 }] });
});

it('is ready within a second with 10,000 rows, a hundred of them left behind', async () => {
  const { parts, look } = await openProcess(self);
  const { journal } = parts.store;
  const rows = Array.from({ length: 10_000 }, () => wish());
  await Promise.all(rows.map((row) => journal.append({ ...accepted(row), leaseOwner: dead })));
  const sent = { type: 'generation-sent', at: 1, leaseOwner: dead } as const;
  await Promise.all(rows.map(({ id }) => journal.append({ ...sent, id })));
  const over = rows.slice(100);
  await Promise.all(over.map(({ id }) => journal.append(ended(id, { leaseOwner: dead }))));
  const before = performance.now();
  await look();
  // Under a second alone; a machine that runs everything at once may take a few.
  expect(performance.now() - before).toBeLessThan(5_000);
  expect(await parts.store.leases.holders()).toEqual([]);
});
