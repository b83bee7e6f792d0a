import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import { accepted, ended, sampleAsset, sampleGeneration, sampleId, sent } from './store-samples.ts';

/** Somewhere records are kept; every `open` there must show the same ones, unless volatile. */
export interface StorePlace {
  open(options?: { onCommit?: (entries: number) => void }): Promise<Store>;
  remove(): Promise<void>;
}

/** What every store does. `describeDurability` holds what only lasting ones do. */
export function describeStoreContract(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`the store contract, ${name}`, () => {
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

    it('keeps every field of an accepted generation, Chinese text exactly', async () => {
      const generation = sampleGeneration({ callerPaid: true });
      await store.journal.append(accepted(generation));
      expect(await store.findGeneration(generation.id)).toEqual(generation);
    });

    it('records which model is asked in place of the first, by whoever works on it alone', async () => {
      const generation = sampleGeneration();
      const { id } = generation;
      await store.journal.append(accepted(generation));
      const other = {
        provider: 'xai',
        model: 'grok-imagine-image-2.0',
        parameters: { n: 1, alias: '快速' },
        warnings: [{ code: 'fell_back' as const, values: { from: 'a', to: 'b', reason: '拒绝' } }],
      };
      const rerouted = { type: 'generation-rerouted' as const, id, ...other };
      await expect(
        store.journal.append({ ...rerouted, leaseOwner: 'process-2' }),
      ).rejects.toThrow();
      expect(await store.findGeneration(id)).toEqual(generation);
      await store.journal.append({ ...rerouted, leaseOwner: 'process-1' });
      expect(await store.findGeneration(id)).toEqual({ ...generation, ...other });
    });

    it('follows a generation from accepted over sent to its end', async () => {
      const { id } = sampleGeneration();
      await store.journal.append(accepted(sampleGeneration({ id })));
      await store.journal.append(sent(id, 1_700_000_001_000));
      expect(await store.findGeneration(id)).toMatchObject({ state: 'sent', endedAt: undefined });
      await store.journal.append({ type: 'generation-task', id, taskId: '任务-1' });
      const outcome = {
        state: 'hosted',
        model: 'gpt-image-2.1',
        warnings: [{ code: 'size_differs', values: { actual: '1×1', asked: '2×2' } }],
        usage: {
          inputTokens: 12,
          outputTokens: 4160,
          totalTokens: 4172,
          textInputTokens: undefined,
          imageInputTokens: undefined,
          costUsd: 0.1667,
        },
        cost: { usd: 0.166_701, kind: 'exact' },
        error: undefined,
      } as const;
      await store.journal.append(
        ended(id, { ...outcome, warnings: [...outcome.warnings], at: 1_700_000_002_000 }),
      );
      expect(await store.findGeneration(id)).toEqual(
        sampleGeneration({
          ...outcome,
          id,
          warnings: [...outcome.warnings],
          endedAt: 1_700_000_002_000,
        }),
      );
    });

    it('keeps the addresses that were passed on, until they are deleted', async () => {
      const generation = sampleGeneration();
      const links = [
        { index: 0, url: 'https://files.test/狐狸.png?sig=%2F', revisedPrompt: '一只"狐狸"' },
        { index: 1, url: 'https://files.test/2.png', revisedPrompt: undefined },
      ];
      await store.journal.append(accepted(generation));
      await store.journal.append(ended(generation.id, { links }));
      expect((await store.findGeneration(generation.id))?.links).toEqual(links);
      expect((await store.listGenerations(undefined, 1))[0]?.links).toEqual(links);
    });

    it('keeps why a generation failed', async () => {
      const generation = sampleGeneration();
      const error = { code: 'moderation_blocked', message: '内容被拒绝' };
      await store.journal.append(accepted(generation));
      await store.journal.append(ended(generation.id, { state: 'failed', error }));
      expect(await store.findGeneration(generation.id)).toMatchObject({
        state: 'failed',
        error,
        cost: undefined,
      });
    });

    it('gives a generation its assets in index order, whatever order they finished in', async () => {
      const generation = sampleGeneration();
      await store.journal.append(accepted(generation));
      const [first, second, third] = [0, 1, 2].map((index) =>
        sampleAsset({ generationId: generation.id, index }),
      );
      for (const asset of [third!, first!, second!]) {
        await store.journal.append({ type: 'asset-durable', asset });
      }
      const found = await store.findGeneration(generation.id);
      expect(found?.assets).toEqual([first, second, third]);
      expect((await store.listGenerations(undefined, 1))[0]?.assets).toEqual(found?.assets);
    });

    it('finds an asset by id and by name, every field as it was', async () => {
      const asset = sampleAsset({
        visibility: 'private',
        revisedPrompt: '一只更红的狐狸',
        seed: 2 ** 60,
        hostedUrl: 'https://img.example/一.png',
        deleteRef: 'key/1',
        size: 6_000_000_000,
      });
      await store.journal.append({ type: 'asset-durable', asset });
      expect(await store.findAsset(asset.id)).toEqual(asset);
      expect(await store.findAssetByName(asset.name)).toEqual(asset);
    });

    it('knows nothing of ids and names nobody wrote', async () => {
      expect(await store.findGeneration('gen_none')).toBeUndefined();
      expect(await store.findAsset('img_none')).toBeUndefined();
      expect(await store.findAssetByName('none.png')).toBeUndefined();
      expect(await store.listGenerations(undefined, 10)).toEqual([]);
      expect(await store.dueForHosting(Date.now(), 10)).toEqual([]);
    });

    it('describes an asset afterwards, and keeps what is not described again', async () => {
      const asset = sampleAsset();
      const { id } = asset;
      await store.journal.append({ type: 'asset-durable', asset });
      const described = { type: 'asset-described', id } as const;
      await store.journal.append({ ...described, revisedPrompt: '红狐狸', seed: undefined });
      await store.journal.append({ ...described, revisedPrompt: undefined, seed: 7 });
      expect(await store.findAsset(id)).toEqual({ ...asset, revisedPrompt: '红狐狸', seed: 7 });
    });

    it('lists generations newest first, at most the limit, of one owner or of all', async () => {
      const base = 1_700_000_000_000;
      const written = ['ann', 'bob', 'ann', 'ann'].map((owner, second) =>
        sampleGeneration({ owner, createdAt: base + second * 1000 }),
      );
      // Not in the order of their times, as when a slow process appends late.
      for (const index of [2, 0, 3, 1]) await store.journal.append(accepted(written[index]!));
      const [first, second, third, fourth] = written.map((generation) => generation.id);
      const idsOf = async (owner: string | undefined, limit: number) =>
        (await store.listGenerations(owner, limit)).map(({ id }) => id);
      expect(await idsOf(undefined, 10)).toEqual([fourth, third, second, first]);
      expect(await idsOf('ann', 2)).toEqual([fourth, third]);
      expect(await idsOf('nobody', 2)).toEqual([]);
    });

    it('tells which assets are due for another hosting try, the longest waiting first', async () => {
      const failed = { type: 'asset-host-failed', error: { code: 'x', message: '满' } } as const;
      const [late, early, future, never] = [1, 2, 3, 4].map(() => sampleAsset());
      const tries = [
        { asset: late!, attempts: 1, nextAttemptAt: 900 },
        { asset: early!, attempts: 3, nextAttemptAt: 500 },
        { asset: future!, attempts: 1, nextAttemptAt: 1001 },
        { asset: never!, attempts: 1, nextAttemptAt: undefined },
      ];
      for (const { asset, attempts, nextAttemptAt } of tries) {
        await store.journal.append({ type: 'asset-durable', asset });
        await store.journal.append({ ...failed, id: asset.id, attempts, nextAttemptAt });
      }
      const due = [
        { asset: early!, attempts: 3 },
        { asset: late!, attempts: 1 },
      ];
      expect(await store.dueForHosting(1000, 10)).toEqual(due);
      expect(await store.dueForHosting(1000, 1)).toEqual(due.slice(0, 1));
    });

    it('takes an asset off the list of the due once it is hosted', async () => {
      const asset = sampleAsset();
      const { id } = asset;
      const error = { code: 'host_failed', message: '图床出错' };
      const host = { host: 'lsky-2', url: 'https://img.example/1.png', deleteRef: '1' };
      await store.journal.append({ type: 'asset-durable', asset });
      await store.journal.append({
        ...{ type: 'asset-host-failed', id, error, attempts: 1, nextAttemptAt: 5 },
      });
      await store.journal.append({ type: 'asset-hosted', id, ...host });
      expect(await store.dueForHosting(10, 10)).toEqual([]);
      expect(await store.findAsset(id)).toEqual({
        ...asset,
        host: 'lsky-2',
        hostedUrl: host.url,
        deleteRef: '1',
      });
    });

    it('calls a durable generation hosted when the last of its images is', async () => {
      const generation = sampleGeneration();
      const assets = [0, 1].map((index) => sampleAsset({ generationId: generation.id, index }));
      await store.journal.append(accepted(generation));
      for (const asset of assets) await store.journal.append({ type: 'asset-durable', asset });
      await store.journal.append(ended(generation.id, { state: 'durable' }));
      const states = [];
      for (const { id } of assets) {
        const url = `https://img.example/${id}.png`;
        await store.journal.append({
          ...{ type: 'asset-hosted', id, host: 'lsky', url, deleteRef: undefined },
        });
        states.push((await store.findGeneration(generation.id))?.state);
      }
      expect(states).toEqual(['durable', 'hosted']);
    });

    it('keeps what a broken entry stands between, and rejects only that one', async () => {
      const before = sampleGeneration();
      const after = sampleGeneration();
      const results = await Promise.allSettled([
        store.journal.append(accepted(before)),
        store.journal.append(accepted(before)),
        store.journal.append(sent('gen_none')),
        store.journal.append({
          type: 'asset-durable',
          asset: sampleAsset({ generationId: 'gen_none' }),
        }),
        store.journal.append(ended('gen_none')),
        store.journal.append(accepted(after)),
        store.journal.append(sent(after.id)),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'rejected',
        'rejected',
        'rejected',
        'fulfilled',
        'fulfilled',
      ]);
      expect(await store.findGeneration(before.id)).toEqual(before);
      expect(await store.findGeneration(after.id)).toMatchObject({ state: 'sent' });
    });

    it('rejects an entry JSON cannot carry, and takes the next one', async () => {
      const unwritable = sampleGeneration();
      unwritable.parameters = { n: (() => 1) as never, self: 1n as never };
      const next = sampleGeneration();
      const results = await Promise.allSettled([
        store.journal.append(accepted(unwritable)),
        store.journal.append(accepted(next)),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    });

    it('rejects every entry about an asset there is not', async () => {
      const id = sampleId('img');
      const error = { code: 'x', message: 'x' };
      const appends = [
        store.journal.append({ type: 'asset-described', id, revisedPrompt: '', seed: 1 }),
        store.journal.append({
          ...{ type: 'asset-hosted', id, host: 'lsky', url: 'https://x', deleteRef: undefined },
        }),
        store.journal.append({
          ...{ type: 'asset-host-failed', id, error, attempts: 1, nextAttemptAt: 1 },
        }),
      ];
      for (const append of appends) await expect(append).rejects.toThrow('no such record');
    });

    it('takes an idempotency key once for each owner', async () => {
      const ann = () => sampleGeneration({ owner: 'ann' });
      const bob = () => sampleGeneration({ owner: 'bob' });
      await store.journal.append(accepted(ann(), '键'));
      await store.journal.append(accepted(bob(), '键'));
      await store.journal.append(accepted(ann()));
      await store.journal.append(accepted(ann()));
      await expect(store.journal.append(accepted(ann(), '键'))).rejects.toThrow();
    });

    it('takes an asset name once', async () => {
      const asset = sampleAsset();
      await store.journal.append({ type: 'asset-durable', asset });
      const twin = sampleAsset({ name: asset.name });
      await expect(store.journal.append({ type: 'asset-durable', asset: twin })).rejects.toThrow();
      expect(await store.findAssetByName(asset.name)).toEqual(asset);
    });

    it('applies the entries of a generation in the order they were appended', async () => {
      const generations = Array.from({ length: 50 }, () => sampleGeneration());
      const appends = generations.flatMap(({ id }, index) => [
        store.journal.append(accepted(generations[index]!)),
        store.journal.append(sent(id)),
        store.journal.append(ended(id, { state: 'durable' })),
        store.journal.append(ended(id, { state: 'failed', leaseOwner: undefined })),
        store.journal.append(
          ended(id, { state: index % 2 ? 'hosted' : 'cancelled', leaseOwner: undefined }),
        ),
      ]);
      await Promise.all(appends);
      const states = await Promise.all(
        generations.map(async ({ id }) => (await store.findGeneration(id))?.state),
      );
      expect(states).toEqual(generations.map((_, index) => (index % 2 ? 'hosted' : 'cancelled')));
    });

    it('writes an entry as it was when it was appended', async () => {
      const generation = sampleGeneration();
      const append = store.journal.append(accepted(generation));
      const asked = generation.prompt;
      generation.prompt = 'changed afterwards';
      await append;
      expect((await store.findGeneration(generation.id))?.prompt).toBe(asked);
    });

    it('takes nothing more once it is closed, but finishes what it took', async () => {
      const own = await place.open();
      const last = own.journal.append(accepted(sampleGeneration()));
      await own.close();
      await expect(last).resolves.toBeUndefined();
      await expect(own.journal.append(accepted(sampleGeneration()))).rejects.toMatchObject({
        code: 'shutting_down',
      });
    });
  });
}

/** What every store does whose records outlive the process. */
export function describeDurableStoreContract(
  name: string,
  createPlace: () => Promise<StorePlace>,
): void {
  describe(`the durable store contract, ${name}`, () => {
    let place: StorePlace;
    const opened: Store[] = [];

    async function open(options?: { onCommit?: (entries: number) => void }): Promise<Store> {
      const store = await place.open(options);
      opened.push(store);
      return store;
    }

    beforeEach(async () => {
      place = await createPlace();
    });

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()));
      await place.remove();
    });

    it('says that it outlives the process', async () => {
      expect((await open()).volatile).toBe(false);
    });

    it('has an entry for others to see as soon as append resolves', async () => {
      const writer = await open();
      const reader = await open();
      const generation = sampleGeneration();
      await writer.journal.append(accepted(generation));
      expect(await reader.findGeneration(generation.id)).toEqual(generation);
      await reader.journal.append(sent(generation.id));
      expect(await writer.findGeneration(generation.id)).toMatchObject({ state: 'sent' });
    });

    it('has everything after it was closed and opened again', async () => {
      const first = await open();
      const generation = sampleGeneration();
      const asset = sampleAsset({ generationId: generation.id });
      await first.journal.append(accepted(generation));
      await first.journal.append({ type: 'asset-durable', asset });
      await first.close();
      const again = await open();
      expect(await again.findGeneration(generation.id)).toEqual({ ...generation, assets: [asset] });
    });

    it('puts a thousand appends at once into a few commits', async () => {
      const commits: number[] = [];
      const store = await open({ onCommit: (entries) => commits.push(entries) });
      const generations = Array.from({ length: 1000 }, () => sampleGeneration());
      await Promise.all(generations.map((one) => store.journal.append(accepted(one))));
      expect(commits.reduce((sum, entries) => sum + entries, 0)).toBe(1000);
      expect(commits.length).toBeLessThanOrEqual(4);
      expect(await store.listGenerations(undefined, 2000)).toHaveLength(1000);
    });

    it('lets several writers share one place without losing an entry', async () => {
      const writers = await Promise.all([open(), open(), open(), open()]);
      const appends = writers.flatMap((writer) =>
        Array.from({ length: 25 }, () => writer.journal.append(accepted(sampleGeneration()))),
      );
      await Promise.all(appends);
      expect(await writers[0]!.listGenerations(undefined, 200)).toHaveLength(100);
    });
  });
}
