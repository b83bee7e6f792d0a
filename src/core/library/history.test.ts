import { describe, expect, it } from 'vitest';
import {
  accepted,
  ended,
  sampleAsset,
  sampleGeneration,
} from '../../../test/contract/store-samples.ts';
import { createTestParts, fakeHost, fakeProvider, refusal } from '../../../test/fakes/parts.ts';
import { testCaller, testRequest } from '../../../test/fakes/wishes.ts';
import { createPipeline } from '../generate.ts';
import type { Host } from '../host.ts';
import type { Parts } from '../parts.ts';
import { createHistory } from './history.ts';

const ann = testCaller({ id: 'ann' });
const bob = testCaller({ id: 'bob' });
const admin = testCaller({ id: 'admin' });

function open(overrides: Partial<Parts> = {}) {
  const parts = createTestParts(overrides);
  return { parts, history: createHistory(parts), pipeline: createPipeline(parts) };
}

/** An ended generation of Ann's with one image at a host. */
async function made(host: Host) {
  const { parts, history } = open({ chooseHost: () => host });
  const generation = sampleGeneration({ owner: 'ann' });
  const asset = sampleAsset({
    generationId: generation.id,
    host: 'wall',
    hostedUrl: 'https://wall.test/1.png',
    deleteRef: 'ref-1',
  });
  const spool = await parts.assets.begin();
  await spool.end();
  await parts.assets.keep(spool, asset.name);
  await parts.store.journal.append(accepted(generation));
  await parts.store.journal.append({ type: 'asset-durable', asset });
  await parts.store.journal.append(ended(generation.id));
  return { parts, history, id: generation.id, asset };
}

describe('the history', () => {
  it('shows everybody their own, and ADMIN everything', async () => {
    const { history, pipeline } = open();
    const job = await pipeline.begin(testRequest(), ann);
    await job.done;
    for (const caller of [ann, admin]) {
      const { generation } = await history.find(job.id, caller);
      expect(generation).toMatchObject({ id: job.id, state: 'hosted' });
      expect(await history.list({}, 10, caller)).toMatchObject([{ id: job.id }]);
    }
    expect(await refusal(history.find(job.id, bob))).toMatchObject({ code: 'not_found' });
    expect(await refusal(history.remove(job.id, bob))).toMatchObject({ code: 'not_found' });
    expect(await history.list({}, 10, bob)).toEqual([]);
  });

  it.each(['', 'gen_none', 'img_x', "gen_' or 1=1"])('finds nothing under %j', async (id) => {
    expect(await refusal(open().history.find(id, admin))).toMatchObject({ code: 'not_found' });
  });

  it('cancels what is under way here', async () => {
    const provider = fakeProvider({
      script: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    });
    const { history, pipeline } = open({ providers: [provider] });
    const { id } = await pipeline.begin(testRequest(), ann);
    expect((await history.find(id, ann)).job?.id).toBe(id);
    expect(await history.remove(id, ann)).toMatchObject({
      cancelled: true,
      deleted: false,
      generation: { state: 'cancelled' },
    });
    expect((await history.find(id, ann)).generation.state).toBe('cancelled');
  });

  it('has what another process works on cancelled there, and waits for that', async () => {
    const { parts, history } = open();
    const { id } = sampleGeneration();
    await parts.store.journal.append(accepted(sampleGeneration({ id, owner: 'ann' })));
    const removing = history.remove(id, ann);
    await expect.poll(() => parts.store.leases.cancelled('process-1')).toEqual([id]);
    await parts.store.journal.append(ended(id, { state: 'cancelled' }));
    expect(await removing).toMatchObject({ cancelled: true, generation: { state: 'cancelled' } });
  });

  it('tells the place of one that waits, and cancels it without anybody having begun it', async () => {
    const { parts, history } = open();
    const ids = ['gen_1', 'gen_2'];
    for (const [at, id] of ids.entries()) {
      const generation = sampleGeneration({ id, owner: 'ann', createdAt: at });
      const lease = { leaseOwner: undefined, leaseUntil: undefined };
      await parts.store.journal.append({ ...accepted(generation), rerun: 'always', ...lease });
    }
    expect((await history.find('gen_2', ann)).ahead).toBe(1);
    expect(await history.remove('gen_1', ann)).toMatchObject({
      cancelled: true,
      deleted: false,
      generation: { state: 'cancelled', cost: undefined },
    });
    expect((await history.find('gen_2', ann)).ahead).toBe(0);
    expect((await history.find('gen_1', ann)).ahead).toBeUndefined();
    expect(await parts.store.leases.holders()).toEqual([]);
  });

  it('deletes what has ended, here and at its host', async () => {
    const deleted: string[] = [];
    const host = { ...fakeHost(), delete: async (ref: string) => void deleted.push(ref) };
    const { parts, history, id, asset } = await made(host);
    expect(await history.remove(id, ann)).toMatchObject({
      cancelled: false,
      deleted: true,
      left: [],
      generation: { id, assets: [{ id: asset.id }] },
    });
    expect(deleted).toEqual(['ref-1']);
    expect(await parts.assets.open(asset.name)).toBeUndefined();
    expect(await refusal(history.find(id, ann))).toMatchObject({ code: 'not_found' });
    expect(await refusal(history.remove(id, ann))).toMatchObject({ code: 'not_found' });
  });

  it.each<[string, Host]>([
    ['cannot delete', fakeHost()],
    [
      'fails to',
      {
        ...fakeHost(),
        delete: async () => {
          throw new Error('no');
        },
      },
    ],
    ['is another by now', { ...fakeHost(), name: 'other', delete: async () => {} }],
  ])('tells what is left at a host that %s, and deletes the rest', async (_, host) => {
    const { parts, history, id, asset } = await made(host);
    expect(await history.remove(id, ann)).toMatchObject({
      deleted: true,
      left: ['https://wall.test/1.png'],
    });
    expect(await parts.assets.open(asset.name)).toBeUndefined();
  });
});

describe('a favourite', () => {
  it('is made by its owner or ADMIN, taken back, and nobody else’s business', async () => {
    const { history, parts, asset } = await made(fakeHost());
    expect(await history.favour(asset.id, true, ann)).toMatchObject({ id: asset.id });
    const first = (await parts.store.findAsset(asset.id))?.favouriteAt;
    expect(first).toEqual(expect.any(Number));
    expect((await history.favour(asset.id, true, admin)).favouriteAt).toBe(first);
    expect(await refusal(history.favour(asset.id, false, bob))).toMatchObject({
      code: 'not_found',
    });
    expect((await history.favour(asset.id, false, ann)).favouriteAt).toBeUndefined();
    expect(parts.recorded.filter(({ type }) => type === 'asset-favoured')).toHaveLength(2);
  });

  it.each(['', 'img_none', 'gen_x', "img_' or 1=1"])('cannot be made of %j', async (id) => {
    const { history } = open();
    expect(await refusal(history.favour(id, true, admin))).toMatchObject({ code: 'not_found' });
  });

  it('cannot be made of what is deleted in the same moment', async () => {
    const { parts, id, asset } = await made(fakeHost());
    const { journal } = parts.store;
    const append: typeof journal.append = async (entry) => {
      await journal.append({ type: 'generation-deleted', id, at: 1 });
      await journal.append(entry);
    };
    const history = createHistory({ ...parts, store: { ...parts.store, journal: { append } } });
    expect(await refusal(history.favour(asset.id, true, ann))).toMatchObject({
      code: 'not_found',
    });
  });

  it('may be an upload too, for whoever knows its id', async () => {
    const { history, parts } = open();
    const asset = sampleAsset();
    await parts.store.journal.append({ type: 'asset-durable', asset });
    expect((await history.favour(asset.id, true, bob)).favouriteAt).toEqual(expect.any(Number));
  });

  it('has no end, where everything else ends by its age', () => {
    const history = createHistory(createTestParts(), { keptFor: 1000 });
    const asset = sampleAsset({ createdAt: 5000 });
    expect(history.expiryOf(asset)).toBe(6000);
    expect(history.expiryOf({ ...asset, favouriteAt: 1 })).toBeUndefined();
    expect(history.expiryOf({ ...asset, expiredAt: 1 })).toBeUndefined();
    expect(open().history.expiryOf(asset)).toBeUndefined();
  });
});
