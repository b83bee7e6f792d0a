import { describe, expect, it } from 'vitest';
import { testCapability, testInput } from '../../../test/fakes/wishes.ts';
import type { Price } from '../capability.ts';
import { costOf } from '../cost.ts';
import { costCeiling } from './cost-ceiling.ts';
import { priceOfPixels } from './image-price.ts';

const price: Price = {
  perImage: { '*': 0.08 },
  perMillionTokens: undefined,
  upToPixels: [{ pixels: 2_250_000, usd: 0.04 }],
  perInput: { usd: 0.003, free: 1 },
  source: 'a price list',
  asOf: '2026-01-01',
};
const sizes = { named: ['1024x1024', '2K'], free: undefined };
const model = testCapability({ price, sizes, qualities: [], maxN: 2 });

const costs = (size: string | undefined, inputs: number, images: number) => {
  const wish = {
    quality: undefined,
    size,
    inputs: Array.from({ length: inputs }, () => testInput()),
  };
  const most = costCeiling(model, { ...wish, prompt: 'x', partialImages: undefined }, images);
  return { cost: costOf(model, wish, undefined, images)?.usd, most };
};

describe('a price by pixels', () => {
  it.each([
    [undefined, 0.04],
    ['1500x1500', 0.04],
    ['2048x2048', 0.08],
    ['2K', 0.08],
  ])('of an image of %s is %f', (size, usd) => {
    expect(costs(size, 0, 1)).toEqual({ cost: usd, most: usd });
  });

  it('is that of its quality where one is named, and may be the dearest where none is', () => {
    const steps = [
      { quality: 'low', pixels: 2_000_000, usd: 0.04 },
      { quality: 'high', pixels: 2_000_000, usd: 0.06 },
      { quality: 'low', pixels: 5_000_000, usd: 0.05 },
    ];
    const byQuality = { ...price, upToPixels: steps };
    expect(priceOfPixels(byQuality, '1024x1024', 'low')).toBe(0.04);
    expect(priceOfPixels(byQuality, '1024x1024', 'high')).toBe(0.06);
    expect(priceOfPixels(byQuality, '2048x2048', 'low')).toBe(0.05);
    expect(priceOfPixels(byQuality, '2048x2048', 'high')).toBeUndefined();
    expect(priceOfPixels(byQuality, '1024x1024', undefined)).toBe(0.06);
  });

  it('has its input images on top, in every call, but for those that are free', () => {
    expect(costs(undefined, 1, 1).cost).toBe(0.04);
    expect(costs(undefined, 3, 1).cost).toBe(0.046);
    expect(costs(undefined, 3, 3).cost).toBe(0.132);
    expect(costs(undefined, 3, 3).most).toBeCloseTo(0.132, 9);
  });
});
