import { expect, it } from 'vitest';
import { retryDelay } from './retry-delay.ts';

const delays = (chance: number) =>
  Array.from({ length: 20 }, (_, index) => retryDelay(index + 1, chance)).filter(
    (delay) => delay !== undefined,
  );

it('waits longer after each failure, and gives up after about a day', () => {
  const all = delays(0.5);
  expect(all[0]).toBe(5_500);
  expect(all).toEqual(all.toSorted((a, b) => a - b));
  const hours = all.reduce((sum, delay) => sum + delay, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(22);
  expect(hours).toBeLessThan(27);
});

it('spreads what failed together over a fifth of the time', () => {
  expect(delays(1).map((delay, index) => delay / (delays(0)[index] ?? 0))).toEqual(
    delays(0).map(() => 1.2),
  );
});
