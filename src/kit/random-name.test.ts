import { expect, it } from 'vitest';
import { randomName } from './random-name.ts';

it('makes 26 lower-case base32 characters', () => {
  for (let i = 0; i < 100; i += 1) expect(randomName()).toMatch(/^[a-z2-7]{26}$/);
});

it('uses the whole alphabet and never repeats itself', () => {
  const names = Array.from({ length: 500 }, randomName);
  expect(new Set(names).size).toBe(500);
  expect(new Set(names.join('')).size).toBe(32);
});
