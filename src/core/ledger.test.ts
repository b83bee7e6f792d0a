import { expect, it } from 'vitest';
import { dayOf, showUsd, toMicroUsd, toUsd } from './ledger.ts';

it('turns dollars into whole millionths, whatever binary fractions make of them', () => {
  expect([0.04, 0.07, 0.1 + 0.2, 2, 1_000_000].map(toMicroUsd)).toEqual([
    40_000, 70_000, 300_000, 2_000_000, 1_000_000_000_000,
  ]);
  expect(toUsd(40_000)).toBe(0.04);
});

it('shows cents, and more only where there is more', () => {
  expect([2_000_000, 40_000, 1, 1_234_500, 0].map(showUsd)).toEqual([
    '$2.00',
    '$0.04',
    '$0.000001',
    '$1.2345',
    '$0.00',
  ]);
});

it('begins days in UTC', () => {
  expect(dayOf(Date.UTC(2026, 10, 20) - 1)).toBe('2026-11-19');
  expect(dayOf(Date.UTC(2026, 10, 20))).toBe('2026-11-20');
});
