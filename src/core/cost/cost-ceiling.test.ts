import { describe, expect, it } from 'vitest';
import { testCapability, testInput } from '../../../test/fakes/wishes.ts';
import type { Capability, Price } from '../capability.ts';
import { costCeiling } from './cost-ceiling.ts';

const table = {
  'low:1024x1024': 0.01,
  'low:1536x1024': 0.02,
  'high:1024x1024': 0.1,
  'high:1536x1024': 0.2,
};

function model(price: Partial<Price> | undefined, changes: Partial<Capability> = {}): Capability {
  const full = price && {
    perImage: undefined,
    perMillionTokens: undefined,
    source: 'a test',
    asOf: '2026-11-20',
    ...price,
  };
  return testCapability({ qualities: ['auto', 'low', 'high'], price: full, ...changes });
}

const wish = (quality?: string, size?: string) => ({
  prompt: '一只狐狸',
  quality,
  size,
  partialImages: undefined,
  inputs: undefined,
});

describe('what a request may cost at most', () => {
  it.each([
    ['low', '1024x1024', 0.01],
    ['high', '1536x1024', 0.2],
    ['low', 'auto', 0.02],
    ['low', undefined, 0.02],
    ['auto', '1024x1024', 0.1],
    ['auto', 'auto', 0.2],
    [undefined, undefined, 0.2],
    // What the table does not have is as dear as the dearest of its kind.
    ['low', '4096x4096', 0.02],
    ['max', '1024x1024', 0.2],
  ])('at quality %s and size %s is $%f by the table', (quality, size, usd) => {
    expect(costCeiling(model({ perImage: table }), wish(quality, size), 1)).toBe(usd);
  });

  it('is the only price where there is one, and nothing where it is free', () => {
    expect(costCeiling(model({ perImage: { '*': 0.02 } }), wish('low', '1024x1024'), 3)).toBe(0.06);
    expect(costCeiling(model({ perImage: { '*': 0 } }), wish(), 10)).toBe(0);
  });

  it('prefers a quality’s own row to the one for all', () => {
    const perImage = { low: 0.01, '*': 0.5 };
    expect(costCeiling(model({ perImage }), wish('low'), 1)).toBe(0.01);
    expect(costCeiling(model({ perImage }), wish('high'), 1)).toBe(0.5);
    expect(costCeiling(model({ perImage }), wish('auto'), 1)).toBe(0.5);
  });

  it('is unknown where the price is, and never 0', () => {
    const perMillionTokens = { textIn: 5, imageIn: 8, imageOut: 30 };
    expect(costCeiling(model(undefined), wish(), 1)).toBeUndefined();
    expect(costCeiling(model({}), wish(), 1)).toBeUndefined();
    expect(costCeiling(model({ perMillionTokens }), wish(), 1)).toBeUndefined();
  });
});

describe('what a request priced by tokens may cost at most', () => {
  const perMillionTokens = { textIn: 5, imageIn: 8, imageOut: 30 };
  const imageTokens = { low: 200, high: 7_000 };
  const priced = (changes: Partial<Capability> = {}) =>
    model({ perMillionTokens, imageTokens }, { maxN: 10, ...changes });
  const usd = (tokens: number, price: number) => (tokens * price) / 1_000_000;
  const prompt = usd(Buffer.byteLength('一只狐狸'), 5);

  it('is told by quality and pixels, with every byte of the prompt', () => {
    const least = costCeiling(priced(), wish('low', '1024x1024'), 1);
    expect(least).toBeCloseTo(prompt + usd(200, 30), 9);
    const twice = costCeiling(priced(), wish('high', '2048x1024'), 1);
    expect(twice).toBeCloseTo(prompt + usd(14_000, 30), 9);
  });

  it('counts what is left to the model as its dearest', () => {
    const free = { step: 16, minSide: 16, maxSide: 4096, minPixels: 1, maxRatio: 3 };
    const sizes = { named: ['auto', '1024x1024'], free: { ...free, maxPixels: 8 * 1024 * 1024 } };
    const ceiling = costCeiling(priced({ sizes }), wish('auto', 'auto'), 1);
    expect(ceiling).toBeCloseTo(prompt + usd(8 * 7_000, 30), 9);
    const unheard = costCeiling(priced(), wish('max', '1024x1024'), 1);
    expect(unheard).toBeCloseTo(prompt + usd(7_000, 30), 9);
  });

  it('counts images each, prompts and inputs each call, and previews', () => {
    const inputs = [testInput({ width: 2048, height: 1024 }), testInput()];
    const asked = { ...wish('low', '1024x1024'), inputs };
    const call = prompt + usd(7_000 * 3, 8);
    const plain = costCeiling(priced({ maxN: 4 }), asked, 5);
    expect(plain).toBeCloseTo(2 * call + 5 * usd(200, 30), 9);
    const streamed = costCeiling(priced({ maxN: 4 }), { ...asked, partialImages: 2 }, 5);
    expect(streamed).toBeCloseTo(5 * call + 5 * usd(200 + 2 * 100, 30), 9);
  });
});
