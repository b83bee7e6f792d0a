import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Generation } from '../../src/core/generation.ts';
import type { GenerationFilter, Store } from '../../src/core/store.ts';
import type { Database } from '../../src/store/database.ts';
import { createSqlStore } from '../../src/store/sql-store.ts';
import type { StorePlace } from './store-contract.ts';
import { accepted, ended, sampleAsset, sampleGeneration } from './store-samples.ts';

const base = 1_700_000_000_000;
/** More than are looked at one by one, so that the index has to be asked. */
const newer = 520;

async function writeAll(store: Store, changes: readonly Partial<Generation>[]) {
  const made = changes.map((change, at) => sampleGeneration({ createdAt: base + at, ...change }));
  await Promise.all(made.map((generation) => store.journal.append(accepted(generation))));
  return made;
}

/** Generations without the words that are looked for, in front of all others. */
function writeNewer(store: Store, count = newer) {
  const crowd = Array.from({ length: count }, (_, at) => ({
    prompt: `meadow ${at} 草地`,
    createdAt: base + 1_000_000 + at,
  }));
  return writeAll(store, crowd);
}

/** What a server does by itself a moment after they are written. */
async function indexAll(store: Store): Promise<void> {
  while ((await store.indexWords(200)) > 0);
}

/** What every store does for those who look for words in a long list. */
export function describeWordsContract(name: string, createPlace: () => Promise<StorePlace>): void {
  describe.each(['just written', 'indexed'])(`words in a long list %s, ${name}`, (when) => {
    let place: StorePlace;
    let store: Store;

    async function crowd(): Promise<void> {
      await writeNewer(store);
      if (when === 'indexed') await indexAll(store);
    }

    beforeEach(async () => {
      place = await createPlace();
      store = await place.open();
    });

    afterEach(async () => {
      await store.close();
      await place.remove();
    });

    const idsOf = async (filter: GenerationFilter, limit = 10, owner?: string) =>
      (await store.listGenerations(owner, limit, filter)).map(({ id }) => id);

    it('finds what is far down, whole Chinese words and beginnings of others', async () => {
      const [fox, moon, sign, white] = await writeAll(store, [
        { prompt: 'A Red FOX, "quoted"', altText: 'Tiere im Schnee', tags: ['winter', '海报'] },
        { prompt: '月夜竹林，水墨 AI绘画' },
        { prompt: '🦊 雪' },
        { prompt: 'SCHNEEFÜCHSE ﻿白い' },
      ]);
      await crowd();
      const cases: [string[], (Generation | undefined)[]][] = [
        [['fo'], [fox]],
        [['schneefüchse', '白'], [white]],
        [['ox'], []],
        [['FOX', 'schnee', 'winter', '海报'], [fox]],
        [['fox', '月'], []],
        [['竹林'], [moon]],
        [['夜竹林'], [moon]],
        [['墨'], [moon]],
        [['林水'], []],
        [['ai绘画'], [moon]],
        [['🦊'], [sign]],
        [['雪'], [sign]],
        [['"quoted"', '(red*', '^'], [fox]],
        [['NEAR(red', 'fox)'], []],
        [["'); drop table generations; --"], []],
        [["o'fox\\"], []],
      ];
      for (const [words, found] of cases) {
        const ids = found.map((generation) => generation?.id);
        expect([words, await idsOf({ words })]).toEqual([words, ids]);
      }
    });

    it('goes on page by page, the newest first, also among those of one millisecond', async () => {
      const changes = Array.from({ length: 12 }, (_, at) => ({
        prompt: 'a heron',
        createdAt: base + Math.floor(at / 5),
      }));
      const made = await writeAll(store, changes);
      await crowd();
      const order = made.toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
      const pages: string[] = [];
      for (let count = 0; count < 5; count += 1) {
        pages.push(...(await idsOf({ words: ['heron'], after: pages.at(-1) }, 3)));
      }
      expect(pages).toEqual(order.map(({ id }) => id));
    });

    it('narrows what it finds by all else that is asked', async () => {
      const [ann, bob, dan] = await writeAll(store, [
        { prompt: 'a heron', owner: 'ann' },
        { prompt: 'a heron', owner: 'bob', provider: 'xai', model: 'grok-imagine-image' },
        { prompt: 'a heron', owner: 'dan' },
      ]);
      await crowd();
      const asset = sampleAsset({ generationId: dan?.id, sha256: '12'.repeat(32) });
      await store.journal.append({ type: 'asset-durable', asset });
      await store.journal.append({ type: 'asset-favoured', id: asset.id, at: base });
      await store.journal.append(ended(ann?.id ?? '', { state: 'failed' }));
      const words = ['heron'];
      expect(await idsOf({ words }, 10, 'ann')).toEqual([ann?.id]);
      expect(await idsOf({ words, ownedBy: 'bob' })).toEqual([bob?.id]);
      expect(await idsOf({ words, model: 'grok-imagine-image' })).toEqual([bob?.id]);
      expect(await idsOf({ words, states: ['failed'] })).toEqual([ann?.id]);
      expect(await idsOf({ words, favourite: true })).toEqual([dan?.id]);
      expect(await idsOf({ words, made: [asset.sha256] })).toEqual([dan?.id]);
      expect(await idsOf({ words, since: base + 1, until: base + 2 })).toEqual([bob?.id]);
      expect(await idsOf({ words, after: bob?.id })).toEqual([ann?.id]);
      expect(await idsOf({ words, after: 'gen_none' })).toEqual([]);
    });

    it('forgets the words of what is deleted', async () => {
      const [gone, left] = await writeAll(store, [{ prompt: 'a heron' }, { prompt: 'a heron' }]);
      await crowd();
      await store.journal.append({ type: 'generation-deleted', id: gone?.id ?? '', at: base });
      expect(await idsOf({ words: ['heron'] })).toEqual([left?.id]);
    });
  });
}

/** What the index of words in a database does; `open` gives one, at first an empty one. */
export function describeWordIndexContract(name: string, open: () => Promise<Database>): void {
  describe(`the index of words, ${name}`, () => {
    let database: Database;
    let store: Store;

    beforeEach(async () => {
      database = await open();
      store = await createSqlStore(database);
    });

    afterEach(() => store.close());

    const idsOf = async (...words: string[]) =>
      (await store.listGenerations(undefined, 10, { words })).map(({ id }) => id);

    const countWords = async () =>
      (await database.kysely.selectFrom('generation_words').select('generation_id').execute())
        .length;

    /** As if a version had written it that knows no words. */
    async function forgetWords(ids: readonly string[]): Promise<void> {
      const { kysely } = database;
      await kysely.deleteFrom('generation_words').where('generation_id', 'in', ids).execute();
      const bare = kysely.updateTable('generations').set({ words_version: null });
      await bare.where('id', 'in', ids).execute();
    }

    it('is written after the generation, which is found before as after', async () => {
      const [heron] = await writeAll(store, [{ prompt: 'a heron' }]);
      expect(await countWords()).toBe(0);
      expect(await idsOf('heron')).toEqual([heron?.id]);
      expect(await store.indexWords(10)).toBe(1);
      expect(await countWords()).toBe(1);
      expect(await idsOf('heron')).toEqual([heron?.id]);
    });

    it('is not needed to find each of a thousand that were written in a burst', async () => {
      const [far] = await writeAll(store, [{ prompt: 'ÉTÉ in the marsh' }]);
      const burst = await writeNewer(store, 1_000);
      expect(await idsOf('été')).toEqual([far?.id]);
      for (const at of [0, 499, 500, 999]) {
        expect(await idsOf('meadow', String(at))).toContain(burst[at]?.id);
      }
      await indexAll(store);
      expect(await idsOf('été')).toEqual([far?.id]);
    });

    it('takes nothing from what is deleted before it', async () => {
      const [gone] = await writeAll(store, [{ prompt: 'a heron' }]);
      await store.journal.append({ type: 'generation-deleted', id: gone?.id ?? '', at: base });
      expect(await store.indexWords(10)).toBe(0);
      expect(await countWords()).toBe(0);
    });

    it('is not needed to find what an older version wrote, near or far', async () => {
      const [far] = await writeAll(store, [{ prompt: 'A Heron, 苍鹭', tags: ['vogel'] }]);
      const crowd = await writeNewer(store);
      await indexAll(store);
      const near = crowd.at(-1);
      await forgetWords([far?.id ?? '', near?.id ?? '']);
      expect(await idsOf('heron', '苍鹭', 'vogel')).toEqual([far?.id]);
      expect(await idsOf('meadow', String(newer - 1))).toEqual([near?.id]);
    });

    it('takes what an older version wrote by and by, the newest first', async () => {
      const made = await writeAll(store, [{ prompt: 'a heron' }, { prompt: '苍鹭' }, {}]);
      await writeNewer(store);
      await indexAll(store);
      await forgetWords(made.map(({ id }) => id));
      expect(await store.indexWords(2)).toBe(2);
      expect(await idsOf('heron')).toEqual([made[0]?.id]);
      expect(await store.indexWords(2)).toBe(1);
      expect(await store.indexWords(2)).toBe(0);
      expect(await countWords()).toBe(made.length + newer);
      expect(await idsOf('heron')).toEqual([made[0]?.id]);
      expect(await idsOf('苍鹭')).toEqual([made[1]?.id]);
    });

    it('may be filled by several servers at once', async () => {
      const made = await writeAll(
        store,
        Array.from({ length: 30 }, () => ({ prompt: 'a heron' })),
      );
      await forgetWords(made.map(({ id }) => id));
      await Promise.all([1, 2, 3].map(() => store.indexWords(20)));
      while ((await store.indexWords(20)) > 0);
      expect(await countWords()).toBe(made.length);
    });

    it('loses the words of what an older version deleted', async () => {
      const [gone] = await writeAll(store, [{ prompt: 'a heron' }, { prompt: 'a crane' }]);
      await indexAll(store);
      const { kysely } = database;
      const remove = kysely.updateTable('generations').set({ deleted_at: base, prompt: '' });
      await remove.where('id', '=', gone?.id ?? '').execute();
      expect(await idsOf('heron')).toEqual([]);
      expect(await store.indexWords(10)).toBe(1);
      expect(await countWords()).toBe(1);
      expect(await store.indexWords(10)).toBe(0);
    });
  });
}
