import type { Capability, Price, SizeRules } from '../capability.ts';
import type { ProviderRequest } from '../provider.ts';
import { parseSize } from '../size.ts';
import { priceOfInputs, priceOfPixels } from './image-price.ts';

type Wish = Pick<ProviderRequest, 'prompt' | 'quality' | 'size' | 'partialImages' | 'inputs'>;
type TokenPrice = NonNullable<Price['perMillionTokens']>;
type ImageTokens = NonNullable<Price['imageTokens']>;

/** Pixels of the picture that `imageTokens` counts for. */
const pixelsCounted = 1024 * 1024;
/** Of every preview (OpenAI's guide to images). */
const partialTokens = 100;

/**
 * What `n` images may cost at most, in US dollars, as far as the price table tells: a quality or a
 * size that is left to the model counts as its dearest. Undefined where nobody knows.
 */
export function costCeiling(capability: Capability, wish: Wish, n: number): number | undefined {
  const { price } = capability;
  if (price?.perImage) {
    const size = chosen(wish.size, capability.sizes?.named);
    const quality = chosen(wish.quality, capability.qualities);
    const ofPixels = priceOfPixels(price, size, quality);
    const each = ofPixels ?? dearestImage(price.perImage, capability, wish);
    const calls = Math.ceil(n / capability.maxN);
    return each * n + priceOfInputs(price, wish.inputs?.length ?? 0, calls);
  }
  if (!price?.perMillionTokens || !price.imageTokens) return undefined;
  return dearestTokens(price.perMillionTokens, price.imageTokens, capability, wish, n);
}

/** The price of the row that applies; where more may, of the dearest of them. */
function dearestImage(
  table: NonNullable<Price['perImage']>,
  { qualities, sizes }: Capability,
  wish: Wish,
): number {
  const quality = chosen(wish.quality, qualities);
  const size = chosen(wish.size, sizes?.named);
  const rows = Object.entries(table).map(([name, usd]) => {
    const [, ofQuality, ofSize] = /^([^:]*)(?::(.*))?$/.exec(name) ?? [];
    return { ofQuality, ofSize, usd };
  });
  const sameQuality = rows.filter((row) => quality === undefined || row.ofQuality === quality);
  const fitting = sameQuality.filter(
    ({ ofSize }) => size === undefined || ofSize === undefined || ofSize === size,
  );
  const exact = fitting.filter(({ ofSize }) => quality !== undefined && size === ofSize);
  const any = rows.filter(({ ofQuality }) => ofQuality === '*');
  const [best = []] = [exact, fitting, sameQuality, any, rows].filter((list) => list.length > 0);
  return Math.max(0, ...best.map(({ usd }) => usd));
}

function dearestTokens(
  price: TokenPrice,
  imageTokens: ImageTokens,
  capability: Capability,
  wish: Wish,
  n: number,
): number {
  const most = Math.max(...Object.values(imageTokens));
  const quality = chosen(wish.quality, capability.qualities);
  const ofQuality = (quality === undefined ? undefined : imageTokens[quality]) ?? most;
  const pixels = largestPixels(chosen(wish.size, capability.sizes?.named), capability.sizes);
  const painted = (ofQuality * pixels) / pixelsCounted + partialTokens * (wish.partialImages ?? 0);
  // No text has more tokens than bytes, and an input is looked at as closely as one is painted.
  const read = (wish.inputs ?? []).map(
    ({ width, height }) => most * Math.max(1, (width * height) / pixelsCounted),
  );
  const asked = Buffer.byteLength(wish.prompt) * price.textIn + sum(read) * price.imageIn;
  // Upstreams stream one image a call.
  const perCall = wish.partialImages === undefined ? capability.maxN : 1;
  const calls = Math.ceil(n / perCall);
  return (calls * asked + n * painted * price.imageOut) / 1_000_000;
}

/** What was asked for or is the default; undefined where the model is left to choose. */
function chosen(asked: string | undefined, known: readonly string[] | undefined) {
  const value = asked ?? known?.[0];
  return value === 'auto' ? undefined : value;
}

function largestPixels(size: string | undefined, rules: SizeRules | undefined): number {
  const named = size === undefined ? (rules?.named ?? []) : [size];
  const areas = named.flatMap((name) => {
    const parsed = parseSize(name);
    return parsed ? [parsed.width * parsed.height] : [];
  });
  if (size !== undefined && areas.length > 0) return Math.max(...areas);
  return Math.max(pixelsCounted, rules?.free?.maxPixels ?? 0, ...areas);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
