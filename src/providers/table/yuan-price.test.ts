import { expect, it } from 'vitest';
import { yuan, yuanPrice } from './yuan-price.ts';

it('converts every part of a price list, and tells the rate with its date', () => {
  const price = yuanPrice({
    perImage: { '*': 0.5, '*:auto': 0 },
    upToPixels: [{ pixels: 100, usd: 0.25 }],
    perInput: { usd: 0.02, free: 1 },
    source: 'a list',
    asOf: '2026-01-01',
  });
  expect(price).toEqual({
    perImage: { '*': 0.073752, '*:auto': 0 },
    perMillionTokens: undefined,
    upToPixels: [{ pixels: 100, usd: 0.036876 }],
    perInput: { usd: 0.00295, free: 1 },
    currency: yuan,
    source: 'a list',
    asOf: '2026-01-01',
  });
  expect(yuan.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
});

it('invents no part that the list does not have', () => {
  const price = yuanPrice({ perImage: { '*': 1 }, source: 'a list', asOf: '2026-01-01' });
  expect(Object.keys(price).sort()).toEqual([
    'asOf',
    'currency',
    'perImage',
    'perMillionTokens',
    'source',
  ]);
});
