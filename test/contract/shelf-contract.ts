import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Asset } from '../../src/core/image.ts';
import type { ShelfLimits } from '../../src/core/library/shelf.ts';
import type { Store } from '../../src/core/store.ts';
import type { StorePlace } from './store-contract.ts';
import { accepted, ended, sampleAsset, sampleGeneration } from './store-samples.ts';

const base = 1_700_000_000_000;
const later = base + 1_000_000;

/** What every store knows of favourites, and of what the operator’s limits take away. */
export function describeShelfContract(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`the shelf of the store, ${name}`, () => {
    let place: StorePlace;
    let store: Store;

    beforeEach(async () => {
      place = await createPlace();
      store = await place.open();
    });

    afterEach(async () => {
      await store.close();
      await place.remove();
    });

    /** Images of ended generations, a second apart, of 100 bytes each. */
    async function write(...changes: Partial<Asset>[]): Promise<Asset[]> {
      const made: Asset[] = [];
      for (const [second, change] of changes.entries()) {
        const { id } = await begin();
        const about = { generationId: id, createdAt: base + second * 1000, size: 100, ...change };
        const asset = sampleAsset(about);
        await store.journal.append({ type: 'asset-durable', asset });
        await store.journal.append(ended(id));
        made.push(asset);
      }
      return made;
    }
    async function begin() {
      const generation = sampleGeneration();
      await store.journal.append(accepted(generation));
      return generation;
    }
    const favour = (id: string, at: number | undefined) =>
      store.journal.append({ type: 'asset-favoured', id, at });
    const limits = (changes: Partial<ShelfLimits>): ShelfLimits => ({
      before: undefined,
      maxBytes: undefined,
      settledBefore: later,
      ...changes,
    });
    const expire = async (changes: Partial<ShelfLimits>, at = later, most = 100) =>
      (await store.shelf.expire(limits(changes), at, most)).map(({ id }) => id);
    const idsOf = (assets: readonly Asset[]) => assets.map(({ id }) => id);

    it('keeps a favourite as such until that is taken back', async () => {
      const [asset] = await write({});
      await favour(asset!.id, 77);
      expect(await store.findAsset(asset!.id)).toEqual({ ...asset, favouriteAt: 77 });
      const { assets } = (await store.findGeneration(asset!.generationId!))!;
      expect(assets).toEqual([{ ...asset, favouriteAt: 77 }]);
      await favour(asset!.id, undefined);
      expect(await store.findAsset(asset!.id)).toEqual(asset);
      await expect(favour('img_none', 1)).rejects.toThrow('no such record');
    });

    it('lists only generations with a favourite where that is asked', async () => {
      const [, loved, gone] = await write({}, {}, {});
      await favour(loved!.id, 1);
      await favour(gone!.id, 1);
      await store.journal.append({ type: 'generation-deleted', id: gone!.generationId!, at: 1 });
      const ids = async (favourite: boolean | undefined) =>
        (await store.listGenerations(undefined, 9, { favourite })).map(({ id }) => id);
      expect(await ids(true)).toEqual([loved!.generationId]);
      expect(await ids(false)).toHaveLength(2);
      expect(await ids(undefined)).toHaveLength(2);
    });

    it('measures what lies here, without what has expired or was deleted', async () => {
      expect(await store.shelf.measure()).toEqual({ count: 0, bytes: 0 });
      const [, , deleted] = await write({ size: 5_000_000_000 }, {}, { size: 7 }, { size: 11 });
      await store.journal.append({ type: 'generation-deleted', id: deleted!.generationId!, at: 1 });
      expect(await store.shelf.measure()).toEqual({ count: 3, bytes: 5_000_000_111 });
      await expire({ before: base + 1 });
      expect(await store.shelf.measure()).toEqual({ count: 2, bytes: 111 });
    });

    it('takes nothing without a limit', async () => {
      await write({});
      expect(await store.shelf.overdue(limits({}))).toEqual({ count: 0, bytes: 0 });
      expect(await expire({})).toEqual([]);
    });

    it('takes what is too old, and says so on the record', async () => {
      const [first, second, third] = await write({}, {}, {});
      const before = base + 2000;
      expect(await store.shelf.overdue(limits({ before }))).toEqual({ count: 2, bytes: 200 });
      expect(await expire({ before })).toEqual([first!.id, second!.id]);
      expect(await store.findAsset(first!.id)).toEqual({ ...first, expiredAt: later });
      expect(await store.findAssetByName(first!.name)).toEqual({ ...first, expiredAt: later });
      expect(await store.findAsset(third!.id)).toEqual(third);
      expect(await expire({ before })).toEqual([]);
    });

    it('takes the oldest while all together are too much, and not one more', async () => {
      const [first, second] = await write({}, {}, {}, {}, {});
      expect(await store.shelf.overdue(limits({ maxBytes: 500 }))).toEqual({ count: 0, bytes: 0 });
      expect(await store.shelf.overdue(limits({ maxBytes: 301 }))).toEqual({
        count: 2,
        bytes: 200,
      });
      expect(await expire({ maxBytes: 301 })).toEqual([first!.id, second!.id]);
      expect(await expire({ maxBytes: 301 })).toEqual([]);
    });

    it('counts favourites as weight, but takes the others', async () => {
      const [loved, second, third, fourth] = await write({}, {}, {}, {});
      await favour(loved!.id, 1);
      expect(await expire({ maxBytes: 200 })).toEqual([second!.id, third!.id]);
      expect(await expire({ maxBytes: 0, before: later })).toEqual([fourth!.id]);
      expect(await store.shelf.measure()).toEqual({ count: 1, bytes: 100 });
    });

    it('leaves what waits for its host, what is being made, and what is new', async () => {
      const [waiting, uploaded] = [sampleAsset({ createdAt: base }), sampleAsset({ createdAt: 1 })];
      await store.journal.append({ type: 'asset-durable', asset: waiting, nextAttemptAt: base });
      await store.journal.append({ type: 'asset-durable', asset: uploaded });
      const { id: generationId } = await begin();
      const making = sampleAsset({ generationId, createdAt: base });
      await store.journal.append({ type: 'asset-durable', asset: making });
      const [fresh] = await write({ createdAt: later });
      expect(await expire({ before: later + 1, maxBytes: 0 })).toEqual([uploaded.id]);
      await store.journal.append(ended(generationId));
      const error = { code: 'host_rejected', message: 'no' };
      await store.journal.append({
        ...{ type: 'asset-host-failed', id: waiting.id, error, attempts: 1 },
        nextAttemptAt: undefined,
      });
      const rest = await expire({ before: later + 1 });
      expect(rest.sort()).toEqual([waiting.id, making.id].sort());
      expect(await expire({ maxBytes: 0, settledBefore: later + 1 })).toEqual([fresh!.id]);
    });

    it('goes through them in portions, the oldest first', async () => {
      const made = await write({}, {}, {}, {}, {});
      const portions = [await expire({ before: later }, 5, 2), await expire({ maxBytes: 0 }, 6, 2)];
      expect(portions).toEqual([idsOf(made.slice(0, 2)), idsOf(made.slice(2, 4))]);
    });

    it('gives each image to one of several who take at once', async () => {
      const made = await write(...Array.from({ length: 12 }, () => ({})));
      const other = await place.open();
      const stores = other.volatile ? [store] : [store, other];
      const taken = await Promise.all(
        [1, 2, 3, 4].flatMap((at) =>
          stores.map((one) => one.shelf.expire(limits({ maxBytes: 250 }), at, 100)),
        ),
      );
      await other.close();
      const ids = idsOf(taken.flat());
      expect(ids.sort()).toEqual(idsOf(made.slice(0, 10)).sort());
      expect(await store.shelf.measure()).toEqual({ count: 2, bytes: 200 });
    });

    it('tells what has expired in the order of its marks, from any place', async () => {
      const [first, second, third] = await write({}, {}, {});
      expect(await store.shelf.expired(undefined, 9)).toEqual([]);
      await expire({ before: base + 1 }, 500);
      await expire({ before: later }, 600);
      const all = await store.shelf.expired(undefined, 9);
      expect(idsOf(all)).toEqual([first!.id, ...[second!.id, third!.id].sort()]);
      const [, middle, last] = all;
      const after = { expiredAt: 600, id: middle!.id };
      expect(idsOf(await store.shelf.expired(after, 9))).toEqual([last!.id]);
      expect(idsOf(await store.shelf.expired({ expiredAt: 600, id: '' }, 1))).toEqual([middle!.id]);
    });
  });
}

/** What it does besides where several servers, each with a folder of its own, share the records. */
export function describeSharedShelfContract(
  name: string,
  createPlace: () => Promise<StorePlace>,
): void {
  it(`has what was deleted removed wherever a copy of it lies, ${name}`, async () => {
    const place = await createPlace();
    const store = await place.open();
    const generation = sampleGeneration();
    await store.journal.append(accepted(generation));
    const asset = sampleAsset({ generationId: generation.id });
    await store.journal.append({ type: 'asset-durable', asset });
    await store.journal.append(ended(generation.id));
    expect(await store.shelf.expired(undefined, 9)).toEqual([]);
    await store.journal.append({ type: 'generation-deleted', id: generation.id, at: 7 });
    const gone = await store.shelf.expired(undefined, 9);
    expect(gone.map(({ name: file, expiredAt }) => [file, expiredAt])).toEqual([[asset.name, 7]]);
    expect(await store.findAsset(asset.id)).toBeUndefined();
    await store.close();
    await place.remove();
  });
}
