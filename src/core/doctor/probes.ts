import type { Capability, SizeRules } from '../capability.ts';
import { costCeiling } from '../cost/cost-ceiling.ts';
import type { GenerateRequest } from '../generation.ts';
import type { ImageInput } from '../image.ts';
import { obeysRules, type PixelSize, parseRatio, parseSize } from '../size.ts';
import type { Trait } from './measured.ts';

/** What a model is asked for to see whether it does it. */
export type ProbeWish = Pick<
  GenerateRequest,
  'prompt' | 'n' | 'size' | 'quality' | 'seed' | 'background' | 'outputFormat'
> & {
  /** Hand in the probe's own picture, and a mask whose middle is transparent. */
  masked: boolean;
};

/** The questions to one model: the first is asked always, and what the others show. */
export interface Probes {
  first: ProbeWish;
  /** The same once more: does the seed hold? */
  again: ProbeWish | undefined;
  /** Two at once, with another seed where there are seeds. */
  several: ProbeWish | undefined;
  transparent: ProbeWish | undefined;
  masked: ProbeWish | undefined;
  /** The traits that are measured. */
  traits: readonly Trait[];
}

const prompt = 'A plain red ball on a blue table, flat colours';
const seeds = { first: 7, other: 8 };

/** The fewest and cheapest calls that show what a row claims; what it does not claim costs nothing. */
export function planProbes(row: Capability): Probes {
  const { backgrounds, formats } = row;
  const size = probeSize(row.sizes);
  const quality = ['low', 'draft', 'standard', 'medium'].find((name) =>
    row.qualities?.includes(name),
  );
  const seed = row.seed ? seeds.first : undefined;
  const first: ProbeWish = {
    ...{ prompt, n: 1, size, quality, seed },
    ...{ background: undefined, outputFormat: undefined, masked: false },
  };
  const isClear = backgrounds === undefined || backgrounds.includes('transparent');
  const outputFormat = formats?.includes('png') ? 'png' : undefined;
  const isMasked = row.mask && row.maxInputs > 0;
  const otherSeed = row.seed ? seeds.other : undefined;
  const traits: (Trait | false)[] = [
    size !== undefined && 'size',
    row.maxN > 1 && 'n',
    row.seed && 'seed',
    isClear && 'transparency',
    isMasked && 'mask',
  ];
  return {
    first,
    again: row.seed ? first : undefined,
    several:
      row.maxN > 1 || row.seed ? { ...first, n: row.maxN > 1 ? 2 : 1, seed: otherSeed } : undefined,
    transparent: isClear ? { ...first, background: 'transparent', outputFormat } : undefined,
    masked: isMasked ? { ...first, size: maskedSize(size), masked: true } : undefined,
    traits: traits.filter((trait) => trait !== false),
  };
}

/** What all probes may cost at most, in US dollars; undefined where nobody knows. */
export function probesCost(row: Capability): number | undefined {
  const { first, again, several, transparent, masked } = planProbes(row);
  const wishes = [first, again, several, transparent, masked].filter((wish) => wish !== undefined);
  const costs = wishes.map((wish) =>
    costCeiling(row, { ...wish, partialImages: undefined, inputs: inputsOf(wish) }, wish.n ?? 1),
  );
  return costs.reduce(
    (sum, cost) => (sum === undefined || cost === undefined ? undefined : sum + cost),
    0,
  );
}

/** Picture and mask, as far as their price goes. */
function inputsOf({ masked, size }: ProbeWish): ImageInput[] | undefined {
  if (!masked) return undefined;
  const input = {
    ...(parseSize(size ?? '') ?? { width: 1024, height: 1024 }),
    ...{ fileName: 'image.png', mediaType: 'image/png', size: 0, sha256: '', fromDisk: false },
    async *bytes() {},
    async discard() {},
  };
  return [input, input];
}

/** The model of a provider whose probes cost least; one of unknown cost only where none is known. */
export function cheapestRow(
  rows: readonly Capability[],
  defaultModel: string,
): Capability | undefined {
  const costOf = (row: Capability) => probesCost(row) ?? Number.POSITIVE_INFINITY;
  const isDefault = (row: Capability) => (row.model === defaultModel ? 0 : 1);
  return rows
    .filter((row) => !row.retired)
    .toSorted((a, b) => compare(costOf(a), costOf(b)) || isDefault(a) - isDefault(b))[0];
}

/** `Infinity - Infinity` is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** Small, and no square: a model that ignores sizes mostly paints squares. */
function probeSize(sizes: SizeRules | undefined): string | undefined {
  if (!sizes) return '1536x1024';
  const named = sizes.named.flatMap((name) => {
    const size = parseSize(name);
    return size ? [{ name, ...size }] : [];
  });
  const free = sizes.free && smallestFree(sizes.free);
  const all = free ? [...named, { name: `${free.width}x${free.height}`, ...free }] : named;
  const sorted = all.toSorted((a, b) => a.width * a.height - b.width * b.height);
  const odd = sorted.find(({ width, height }) => width !== height);
  const other = sorted.find(({ name }) => name !== sizes.named[0]) ?? sorted[0];
  const ratios = sizes.named.filter((name) => parseRatio(name) !== undefined);
  return (odd ?? other)?.name ?? ratios.find((name) => parseRatio(name) !== 1) ?? ratios[0];
}

/** Smaller ones are legal at some models, and look the same whatever is asked. */
const leastSide = 256;

function smallestFree(free: NonNullable<SizeRules['free']>): PixelSize | undefined {
  const onGrid = (side: number) => Math.ceil(side / free.step) * free.step;
  const most = Math.min(free.maxSide, 4096);
  for (let side = onGrid(Math.max(free.minSide, leastSide)); side <= most; side += free.step) {
    const size = { width: onGrid(side * 1.5), height: side };
    if (obeysRules(size, free)) return size;
  }
  return undefined;
}

/** An edit of a ratio says nothing of pixels; the picture handed in does. */
function maskedSize(size: string | undefined): string | undefined {
  return size !== undefined && parseSize(size) ? size : undefined;
}
