import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import type { KeptStyle } from '../../src/core/style.ts';
import type { StorePlace } from './store-contract.ts';
import { accepted, ended, sampleGeneration } from './store-samples.ts';

/** A style with every field. */
export function sampleStyle(changes: Partial<KeptStyle> = {}): KeptStyle {
  return {
    name: 'house',
    owner: 'ann',
    title: { en: '公司风格 “A”', zh: '公司风格 “A”' },
    about: { en: 'for \\ posters', zh: 'for \\ posters' },
    prompt: '{prompt}, 100% 木刻',
    palette: ['#aa0011', '墨绿'],
    referenceImages: ['img_a', 'img_b'],
    size: '16:9',
    quality: 'high',
    model: 'openai/gpt-image-2',
    createdAt: 1_700_000_000_000,
    ...changes,
  };
}

/** What every store must do with styles, and with how a picture is described. */
export function describeStylesContract(name: string, createPlace: () => Promise<StorePlace>): void {
  describe(`styles and descriptions, ${name}`, () => {
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

    it('keeps every field of a style, also of one that sets next to nothing', async () => {
      const full = sampleStyle();
      const bare = sampleStyle({
        name: 'bare',
        palette: [],
        referenceImages: [],
        size: undefined,
        quality: undefined,
        model: undefined,
      });
      for (const style of [full, bare]) await store.styles.save(style);
      expect(await store.styles.list(['ann'])).toEqual([bare, full]);
    });

    it('puts a style in the place of the owner’s own of that name, and of nobody else’s', async () => {
      const theirs = sampleStyle({ owner: 'bob' });
      const mine = sampleStyle({ prompt: 'as a woodcut' });
      for (const style of [sampleStyle(), theirs, mine]) await store.styles.save(style);
      expect(await store.styles.list(['ann'])).toEqual([mine]);
      expect(await store.styles.list(['bob', 'ann', 'zoe'])).toEqual([mine, theirs]);
      expect(await store.styles.list(['zoe'])).toEqual([]);
    });

    it('deletes an owner’s style once, and nobody else’s', async () => {
      await store.styles.save(sampleStyle());
      expect(await store.styles.delete('bob', 'house')).toBe(false);
      expect(await store.styles.delete('ann', 'house')).toBe(true);
      expect(await store.styles.delete('ann', 'house')).toBe(false);
      expect(await store.styles.list(['ann'])).toEqual([]);
    });

    const described = {
      prompt: 'a fox',
      effectivePrompt: 'a fox, as a woodcut',
      style: 'house',
      altText: 'Ein Fuchs im SCHNEE, 雪中狐狸',
      tags: ['Winter', '100%', '海报'],
    };

    it('keeps how a generation is described, and forgets it with the generation', async () => {
      const generation = sampleGeneration(described);
      await store.journal.append(accepted(generation));
      expect(await store.findGeneration(generation.id)).toEqual(generation);
      await store.journal.append(ended(generation.id));
      await store.journal.append({ type: 'generation-deleted', id: generation.id, at: 1 });
      expect(await store.findGeneration(generation.id)).toBeUndefined();
      expect(await store.listGenerations(undefined, 10, { words: ['海报'] })).toEqual([]);
    });

    it('finds words in prompts, alt texts and tags together', async () => {
      const found = sampleGeneration(described);
      const other = sampleGeneration({ prompt: 'a fox at night' });
      for (const generation of [found, other]) await store.journal.append(accepted(generation));
      const idsOf = async (...words: string[]) =>
        (await store.listGenerations(undefined, 10, { words })).map(({ id }) => id);
      for (const words of [['schnee'], ['狐狸', 'winter'], ['fox', '海报'], ['10', '%']]) {
        expect([words, await idsOf(...words)]).toEqual([words, [found.id]]);
      }
      // What the style said is not what the caller looks for.
      for (const words of [['woodcut'], ['house'], ['winter', 'night'], ['foxein']]) {
        expect([words, await idsOf(...words)]).toEqual([words, []]);
      }
    });
  });
}
