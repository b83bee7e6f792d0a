import { describe, expect, it } from 'vitest';
import type { Model } from '../api/shapes.ts';
import { costText, estimateUsd } from './cost.ts';

const choices = { model: 'm', size: '1024x1024', quality: 'high', n: 3, seed: undefined };

function priced(perImage: Record<string, number> | undefined): Model {
  const price = perImage && { perImage, source: 'a page', asOf: '2026-11-20' };
  const maliang = {
    title: '',
    max_n: 1,
    edit: false,
    max_inputs: 0,
    mask: false,
    stream: false,
    seed: false,
  };
  return { id: 'a/m', owned_by: 'a', maliang: { ...maliang, ...(price && { price }) } };
}

describe('a cost', () => {
  it('that is unknown is said to be, and is never a zero', () => {
    for (const usd of [undefined, null]) expect(costText(usd, 'exact')).toBe('cost unknown');
    expect(costText(0, 'unknown')).toBe('cost unknown');
  });

  it('of nothing is free, and not 0.00', () => {
    expect(costText(0, 'exact')).toBe('free');
    expect(costText(0, 'estimated')).toBe('free');
  });

  it('says whether it is exact, with as many digits as it needs', () => {
    expect(costText(0.04, 'exact')).toBe('$0.04');
    expect(costText(0.034, 'estimated')).toBe('about $0.034');
    expect(costText(0.00042, 'exact')).toBe('$0.00042');
    expect(costText(12, 'exact')).toBe('$12.00');
  });

  it('is foretold by the most exact row of the price table, for all images', () => {
    expect(estimateUsd(priced({ 'high:1024x1024': 0.2, high: 0.3, '*': 1 }), choices)).toBeCloseTo(
      0.6,
    );
    expect(estimateUsd(priced({ high: 0.3, '*': 1 }), choices)).toBeCloseTo(0.9);
    expect(estimateUsd(priced({ '*': 1 }), choices)).toBe(3);
    expect(estimateUsd(priced(undefined), choices)).toBeUndefined();
  });
});
