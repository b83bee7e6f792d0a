import { expect, it } from 'vitest';
import { describePrice, needsConsent, priceOf, sumPrices } from './consent.ts';

const rule = { confirmAboveUsd: 0.3, assumedPriceUsd: 0.1 };

it('asks about what costs more than the limit, or what nobody knows, and where there is one alone', () => {
  expect([0.3, 0.300001, undefined].map((usd) => needsConsent(usd, rule))).toEqual([
    false,
    true,
    true,
  ]);
  expect(needsConsent(undefined, {})).toBe(false);
});

it('takes no rounding of the machine for money', () => {
  const three = { usd: undefined, images: 3 };
  expect(priceOf(three, rule)).toBe(0.3);
  expect(priceOf({ ...three, usd: 0.1 * 3 }, {})).toBe(0.3);
  expect(priceOf(three, {})).toBeUndefined();
  expect(sumPrices([0.1, 0.2])).toBe(0.3);
  expect(sumPrices([0.1, undefined])).toBeUndefined();
});

it('tells a price rounded up to the hundredth of a cent, and exact ones as they are', () => {
  expect(describePrice(0.07).en).toBe('up to $0.07');
  expect(describePrice(0.012_301).en).toBe('up to $0.0124');
  expect(describePrice(undefined).zh).toBe('未知的金额');
});
