import { describe, expect, it } from 'vitest';
import { testCapability } from '../../test/fakes/wishes.ts';
import type { Price } from './capability.ts';
import { costOf } from './cost.ts';
import type { Usage } from './generation.ts';

const nothing = { quality: undefined, size: undefined };
const from = { source: 'a price list', asOf: '2026-01-01' };
const perImage: Price = {
  perImage: { 'high:1024x1024': 0.2, high: 0.1, '*': 0.04 },
  perMillionTokens: undefined,
  ...from,
};
const perToken: Price = {
  perImage: undefined,
  perMillionTokens: { textIn: 5, imageIn: 10, imageOut: 40 },
  ...from,
};

const counted = (usage: Partial<Usage>): Usage => ({
  inputTokens: undefined,
  outputTokens: undefined,
  totalTokens: undefined,
  textInputTokens: undefined,
  imageInputTokens: undefined,
  costUsd: undefined,
  ...usage,
});

describe('costOf', () => {
  it('is the provider’s own figure before any of ours', () => {
    const usage = counted({ costUsd: 0.0123456, outputTokens: 1_000_000 });
    const exact = { usd: 0.012346, kind: 'exact' };
    expect(costOf(testCapability({ price: perToken }), nothing, usage, 1)).toEqual(exact);
  });

  it('is exact from counted tokens, text and images apart', () => {
    const capability = testCapability({ price: perToken });
    const usage = counted({ inputTokens: 1500, imageInputTokens: 1000, outputTokens: 2000 });
    const usd = (500 * 5 + 1000 * 10 + 2000 * 40) / 1_000_000;
    expect(costOf(capability, nothing, usage, 1)).toEqual({ usd, kind: 'exact' });
  });

  it('counts words that came with the image at their own price, where there is one', () => {
    const usage = counted({ outputTokens: 2100, textOutputTokens: 100 });
    const ofBoth = { textIn: 5, imageIn: 10, imageOut: 40, textOut: 12 };
    const apart = testCapability({ price: { ...perToken, perMillionTokens: ofBoth } });
    const usd = (100 * 12 + 2000 * 40) / 1_000_000;
    expect(costOf(apart, nothing, usage, 1)).toEqual({ usd, kind: 'exact' });
    const together = testCapability({ price: perToken });
    expect(costOf(together, nothing, usage, 1)?.usd).toBe((2100 * 40) / 1_000_000);
  });

  it.each([
    ['high', '1024x1024', 0.2],
    ['high', '1536x1024', 0.1],
    ['low', '1024x1024', 0.04],
    [undefined, undefined, 0.04],
  ])('is estimated from the nearest row for %s %s', (quality, size, each) => {
    const capability = testCapability({ price: perImage });
    expect(costOf(capability, { quality, size }, undefined, 1)).toEqual({
      usd: each,
      kind: 'estimated',
    });
  });

  it('counts the images made, in whole millionths', () => {
    const capability = testCapability({ price: perImage });
    expect(costOf(capability, nothing, undefined, 3)?.usd).toBe(0.12);
  });

  it('is unknown, never 0, where nobody knows', () => {
    expect(costOf(testCapability(), nothing, undefined, 1)).toBeUndefined();
    expect(costOf(testCapability({ price: perToken }), nothing, undefined, 1)).toBeUndefined();
    const noRow = { ...perImage, perImage: { high: 1 } };
    expect(costOf(testCapability({ price: noRow }), nothing, undefined, 1)).toBeUndefined();
  });

  it('is exactly nothing where an image is free', () => {
    const price = { ...perImage, perImage: { '*': 0 } };
    const free = costOf(testCapability({ price }), nothing, undefined, 3);
    expect(free).toEqual({ usd: 0, kind: 'exact' });
  });
});
