import type { Model } from '../api/shapes.ts';
import { fitMore, type MoreValues } from './more.ts';

/** What is chosen beside the prompt; undefined leaves it to the model. */
export interface Choices {
  /** `provider/model`. */
  model: string;
  size: string | undefined;
  quality: string | undefined;
  n: number;
  seed: number | undefined;
  /** Rarer parameters, by their names on the wire. */
  more: MoreValues;
}

/** A size on offer, with its shape. */
export interface SizeChoice {
  /** What is sent. */
  value: string;
  /** Width over height. */
  ratio: number;
  /** Such as `3:2`; undefined where the model decides. */
  name: string | undefined;
  /** Such as `1536x1024`, where the model names pixels. */
  pixels: string | undefined;
}

/** The most images one request may ask for, whatever its model does at once. */
export const maxImages = 10;

const usualSizes = ['1024x1024', '1536x1024', '1024x1536'];
const usualQualities = ['auto', 'low', 'medium', 'high'];
const moreRatios = ['16:9', '9:16', '4:3', '3:4', '21:9'];

/** `3:2` or `1536x1024` as width over height; undefined for anything else. */
export function readShape(text: string): number | undefined {
  const [, width, height] = /^(\d+(?:\.\d+)?)[x:](\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const ratio = Number(width) / Number(height);
  return ratio > 0 && Number.isFinite(ratio) ? ratio : undefined;
}

/** The sizes a model offers, the default first; empty where it has no such parameter. */
export function sizeChoices({ maliang }: Model): SizeChoice[] {
  const named = maliang.sizes ?? usualSizes;
  const free = maliang.free_sizes;
  const choices = named.map(describeSize);
  if (!free) return choices;
  const taken = choices.map(({ name }) => name);
  const more = moreRatios.map(describeSize).filter(({ name, ratio }) => {
    return !taken.includes(name) && Math.max(ratio, 1 / ratio) <= free.maxRatio;
  });
  return [...choices, ...more];
}

function describeSize(value: string): SizeChoice {
  const ratio = readShape(value);
  if (ratio === undefined) return { value, ratio: 1, name: undefined, pixels: undefined };
  const pixels = value.includes('x') ? value : undefined;
  return { value, ratio, name: nameRatio(ratio), pixels };
}

const knownRatios = [
  '1:1',
  '3:2',
  '2:3',
  '4:3',
  '3:4',
  '16:9',
  '9:16',
  '5:4',
  '4:5',
  '21:9',
  '9:21',
  '2:1',
  '1:2',
  '3:1',
  '1:3',
];

/** The usual name of a shape, else its number. */
export function nameRatio(ratio: number): string {
  const known = knownRatios.find((name) => {
    const value = readShape(name) ?? 0;
    return Math.abs(Math.log(value / ratio)) < 0.012;
  });
  return known ?? `${Number(ratio.toFixed(2))}:1`;
}

/** The qualities a model offers, the default first; empty where it has no such parameter. */
export function qualityChoices({ maliang }: Model): readonly string[] {
  return maliang.qualities ?? usualQualities;
}

/** The choices with everything left out that the model does not take. */
export function fitChoices(choices: Choices, model: Model, hasInputs = false): Choices {
  const sizes = sizeChoices(model).map(({ value }) => value);
  const qualities = qualityChoices(model);
  const { size, quality, seed, n, more } = choices;
  return {
    model: model.id,
    size: size !== undefined && sizes.includes(size) ? size : sizes[0],
    quality: quality !== undefined && qualities.includes(quality) ? quality : qualities[0],
    n: Math.min(maxImages, Math.max(1, Math.round(n) || 1)),
    seed: model.maliang.seed ? seed : undefined,
    more: fitMore(more, model, hasInputs),
  };
}

/** The shape a picture will most likely have: the frame is drawn before the picture comes. */
export function expectedRatio(size: string | undefined, firstInput?: number): number {
  return readShape(size ?? '') ?? firstInput ?? 1;
}
