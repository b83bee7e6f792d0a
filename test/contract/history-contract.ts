import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Generation } from '../../src/core/generation.ts';
import type { GenerationFilter, Store } from '../../src/core/store.ts';
import type { StorePlace } from './store-contract.ts';
import { accepted, ended, sampleAsset, sampleFile, sampleGeneration } from './store-samples.ts';

const base = 1_700_000_000_000;

/** What every store does for those who look back, and who want things forgotten. */
export function describeHistoryContract(
  name: string,
  createPlace: () => Promise<StorePlace>,
): void {
  describe(`the history of the store, ${name}`, () => {
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

    async function write(...changes: Partial<Generation>[]): Promise<Generation[]> {
      const made = changes.map((change, second) =>
        sampleGeneration({ createdAt: base + second * 1000, ...change }),
      );
      await Promise.all(made.map((generation) => store.journal.append(accepted(generation))));
      return made;
    }
    const idsOf = async (filter: GenerationFilter, owner?: string, limit = 10) =>
      (await store.listGenerations(owner, limit, filter)).map(({ id }) => id);

    it('goes on behind any generation of the list, also among those of one millisecond', async () => {
      const made = await write(...Array.from({ length: 5 }, () => ({ createdAt: base })));
      const all = await idsOf({});
      expect([...all].sort()).toEqual(made.map(({ id }) => id).sort());
      const pages: string[] = [];
      for (let count = 0; count < 4; count += 1) {
        pages.push(...(await idsOf({ after: pages.at(-1) }, undefined, 2)));
      }
      expect(pages).toEqual(all);
    });

    it('gives the ids alone of the very same list', async () => {
      await write(
        { owner: 'ann', prompt: 'a fox' },
        { owner: 'ben', prompt: 'a fox' },
        { owner: 'ann' },
      );
      for (const filter of [{}, { words: ['fox'] }, { since: base + 1000 }, { words: ['!'] }]) {
        for (const owner of [undefined, 'ann']) {
          const ids = await store.listGenerationIds(owner, 2, filter);
          expect(ids).toEqual(await idsOf(filter, owner, 2));
        }
      }
      expect(await store.listGenerationIds('ann', 10)).toHaveLength(2);
    });

    it('has nothing behind a place nobody knows', async () => {
      await write({});
      expect(await idsOf({ after: 'gen_none' })).toEqual([]);
    });

    it('narrows by owner, provider, model, state and time', async () => {
      const [first, second, third] = await write(
        { owner: 'ann', provider: 'openai', model: 'gpt-image-2' },
        { owner: 'bob', provider: 'openai', model: 'gpt-image-1.5' },
        { owner: 'ann', provider: 'xai', model: 'grok-imagine-image' },
      );
      await store.journal.append(ended(second!.id, { state: 'failed', model: second!.model }));
      const cases: [GenerationFilter, (string | undefined)[]][] = [
        [{ provider: 'openai' }, [second!.id, first!.id]],
        [{ provider: 'openai', model: 'gpt-image-2' }, [first!.id]],
        [{ states: ['failed', 'cancelled'] }, [second!.id]],
        [{ states: ['accepted'] }, [third!.id, first!.id]],
        [{ since: base + 1000 }, [third!.id, second!.id]],
        [{ until: base + 1000 }, [first!.id]],
        [{ since: base + 1, until: base + 2000, provider: undefined }, [second!.id]],
      ];
      for (const [filter, ids] of cases) expect(await idsOf(filter)).toEqual(ids);
      expect(await idsOf({ provider: 'openai' }, 'ann')).toEqual([first!.id]);
    });

    it('finds words in prompts, Chinese ones too, and takes none for a pattern', async () => {
      const [fox, percent, moon] = await write(
        { prompt: 'A Red FOX in the snow' },
        { prompt: '100% of_the\\time' },
        { prompt: '月夜竹林，水墨' },
      );
      const cases: [string[], (string | undefined)[]][] = [
        [['fox', 'SNOW'], [fox!.id]],
        [['fo', 'sn'], [fox!.id]],
        [['ox'], []],
        [['fox', 'sand'], []],
        [['竹林'], [moon!.id]],
        [['月夜竹'], [moon!.id]],
        [['夜', '墨'], [moon!.id]],
        [['林水'], []],
        [['10%'], [percent!.id]],
        [['of_t'], [percent!.id]],
        [['x\\t'], []],
        [['"the\\time'], [percent!.id]],
        [['fox', '%'], [fox!.id]],
        [['%'], []],
        [['_'], []],
        [['NOT', 'fox'], []],
        [['fox*', '"snow"', '(red)'], [fox!.id]],
        [["' or 1=1 --"], []],
      ];
      for (const [words, ids] of cases)
        expect([words, await idsOf({ words })]).toEqual([words, ids]);
    });

    it('forgets a deleted generation and its images, but neither its place nor its neighbours', async () => {
      const [older, gone, newer] = await write({}, {}, {});
      const asset = sampleAsset({ generationId: gone!.id, revisedPrompt: '狐狸' });
      const other = sampleAsset({ generationId: older!.id });
      await store.journal.append({ type: 'asset-durable', asset });
      await store.journal.append({ type: 'asset-durable', asset: other });
      await store.journal.append(ended(gone!.id));
      await store.journal.append({ type: 'generation-deleted', id: gone!.id, at: base });
      expect(await store.findGeneration(gone!.id)).toBeUndefined();
      expect(await store.findAsset(asset.id)).toBeUndefined();
      expect(await store.findAssetByName(asset.name)).toBeUndefined();
      expect(await idsOf({})).toEqual([newer!.id, older!.id]);
      expect(await idsOf({ after: gone!.id })).toEqual([older!.id]);
      expect(await store.findAsset(other.id)).toEqual(other);
    });

    it('gives a deleted generation’s images to no host any more', async () => {
      const [gone] = await write({});
      const asset = sampleAsset({ generationId: gone!.id });
      const error = { code: 'host_failed', message: '图床出错' };
      await store.journal.append({ type: 'asset-durable', asset });
      await store.journal.append({
        ...{ type: 'asset-host-failed', id: asset.id, error, attempts: 1, nextAttemptAt: 5 },
      });
      await store.journal.append({ type: 'generation-deleted', id: gone!.id, at: base });
      expect(await store.dueForHosting(10, 10)).toEqual([]);
    });

    it('deletes a generation once, and none that never was', async () => {
      const [gone] = await write({});
      const entry = { type: 'generation-deleted', at: base } as const;
      await store.journal.append({ ...entry, id: gone!.id });
      for (const id of [gone!.id, 'gen_none']) {
        await expect(store.journal.append({ ...entry, id })).rejects.toThrow('no such record');
      }
    });

    it('keeps every field of a file until it is deleted', async () => {
      const file = sampleFile();
      await store.journal.append({ type: 'file-kept', file });
      expect(await store.findFile(file.id)).toEqual(file);
      await store.journal.append({ type: 'file-deleted', id: file.id });
      expect(await store.findFile(file.id)).toBeUndefined();
      const again = store.journal.append({ type: 'file-deleted', id: file.id });
      await expect(again).rejects.toThrow('no such record');
    });

    it('tells which files are over, the longest first, and how much one owner has', async () => {
      const [late, early, living] = [900, 500, 1001].map((expiresAt) => sampleFile({ expiresAt }));
      const foreign = sampleFile({ owner: 'ann', size: 7, expiresAt: 2000 });
      for (const file of [late!, early!, living!, foreign]) {
        await store.journal.append({ type: 'file-kept', file });
      }
      expect(await store.expiredFiles(1000, 10)).toEqual([early, late]);
      expect(await store.expiredFiles(1000, 1)).toEqual([early]);
      expect(await store.sizeOfFiles('ann')).toBe(7);
      expect(await store.sizeOfFiles('local')).toBe(15_000_000_000);
      expect(await store.sizeOfFiles('nobody')).toBe(0);
    });
  });
}
