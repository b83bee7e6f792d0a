import type { Wish } from '../api/paint.ts';
import type { Model } from '../api/shapes.ts';
import { t } from '../state/locale.ts';
import { models } from '../state/models.ts';
import { readInput } from './inputs.ts';
import { describeOwn } from './own-provider.ts';

const seeds = 2 ** 31;

/** A picture to vary: where the page finds it, and the seed it was made with. */
export interface Varied {
  src: string;
  seed?: number | null | undefined;
}

/** Whether a model can vary its pictures: by another seed, or by an edit. */
export function canVary(id: string, own?: Wish['own']): boolean {
  const model = modelOf(id, own);
  return model !== undefined && (model.maliang.seed || model.maliang.edit);
}

/** The same recipe with another seed; where the model has none, an edit that asks for a variation. */
export async function varyWish(wish: Wish, picture: Varied): Promise<Wish | undefined> {
  if (modelOf(wish.model, wish.own)?.maliang.seed) {
    return { ...wish, seed: otherSeed(wish.seed ?? picture.seed ?? undefined) };
  }
  const input = await readInput(picture.src);
  const prompt = t('picture.varyPrompt', { prompt: wish.prompt });
  return input && { ...wish, prompt, n: 1, inputs: [input] };
}

function modelOf(id: string, own: Wish['own']): Model | undefined {
  if (own) return describeOwn(id);
  return models.value?.find((model) => model.id === id);
}

/** Any seed but this one. */
export function otherSeed(seed: number | undefined): number {
  const next = Math.floor(Math.random() * seeds);
  return next === seed ? (next + 1) % seeds : next;
}
