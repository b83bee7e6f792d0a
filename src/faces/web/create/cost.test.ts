import { describe, expect, it } from 'vitest';
import type { Model } from '../api/shapes.ts';
import { ceilingUsd, costText, estimateUsd, foretellText } from './cost.ts';

const choices = { model: 'm', size: '1024x1024', quality: 'high', n: 3, seed: undefined, more: {} };

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

  it('of a model priced by tokens is told as the most it can be', () => {
    const model = priced(undefined);
    const price = { source: 'a page', asOf: '2026-11-20', perMillionTokens: { imageOut: 30 } };
    const flare = {
      ...model,
      maliang: { ...model.maliang, price: { ...price, imageTokens: { low: 200, high: 7000 } } },
    };
    expect(ceilingUsd(flare, { ...choices, n: 1 })).toBeCloseTo(0.21);
    expect(ceilingUsd(flare, { ...choices, n: 1, quality: 'auto' })).toBeCloseTo(0.21);
    expect(ceilingUsd(flare, { ...choices, n: 2, quality: 'low' })).toBeCloseTo(0.012);
    const one = () => ({ ...choices, n: 1 });
    expect(foretellText([flare], one)).toBe('at most $0.21');
    expect(foretellText([flare, model], one)).toBe('at most $0.21, and 1 of unknown cost');
    expect(foretellText([model], one)).toBe('cost unknown');
  });
});
