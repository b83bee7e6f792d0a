import { describe, expect, it } from 'vitest';
import { readWish } from './wish.ts';

describe('a wish', () => {
  it('tells how many pictures of which shape it will be', () => {
    const input = { prompt: 'a fox', n: 2, size: '1536x1024', models: ['a', 'b', 'c'] };
    expect(readWish(input)).toEqual({ prompt: 'a fox', each: 2, count: 6, ratio: 1.5 });
    expect(readWish({ prompt: 'a fox', size: '16:9' })).toMatchObject({ count: 1, ratio: 16 / 9 });
  });

  it('is one square picture where nothing is known', () => {
    const square = { prompt: '', each: 1, count: 1, ratio: 1 };
    for (const input of [{}, { size: 'auto', n: null }, { size: 7, n: 'x', models: 'x' }]) {
      expect(readWish(input)).toEqual(square);
    }
  });

  it('has a possible shape and number while it is still being written', () => {
    for (const size of ['1', '1536', '1536x', '1536x1', '0x0', '99999x1']) {
      expect(readWish({ size }).ratio).toBe(1);
    }
    expect(readWish({ n: 1_000_000 }).count).toBe(10);
    expect(readWish({ n: -3 }).count).toBeGreaterThan(0);
    expect(readWish({ models: new Array(1_000).fill('m') }).count).toBeLessThanOrEqual(60);
  });
});
