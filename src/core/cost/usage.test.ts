import { describe, expect, it } from 'vitest';
import type { Usage } from '../generation.ts';
import { addUsage, shareUsage } from './usage.ts';

const usage: Usage = {
  inputTokens: 10,
  outputTokens: 1000,
  totalTokens: 1010,
  textInputTokens: undefined,
  imageInputTokens: 7,
  costUsd: 0.3,
};

describe('addUsage', () => {
  it('adds what either counted and leaves unknown what neither did', () => {
    expect(addUsage({ ...usage, imageInputTokens: undefined, costUsd: undefined }, usage)).toEqual({
      inputTokens: 20,
      outputTokens: 2000,
      totalTokens: 2020,
      textInputTokens: undefined,
      imageInputTokens: 7,
      costUsd: 0.3,
    });
  });

  it('begins with the first', () => {
    expect(addUsage(undefined, usage)).toEqual(usage);
  });
});

describe('shareUsage', () => {
  it('gives whole tokens whose sum is what was counted', () => {
    const shares = [0, 1, 2].map((place) => shareUsage(usage, place, 3));
    expect(shares.map(({ inputTokens }) => inputTokens)).toEqual([3, 3, 4]);
    const all = shares.reduce<Usage | undefined>(addUsage, undefined);
    expect(all).toEqual({ ...usage, costUsd: expect.closeTo(0.3, 10) });
    expect(shares[0]?.textInputTokens).toBeUndefined();
  });

  it('gives one image all of it', () => {
    expect(shareUsage(usage, 0, 1)).toEqual(usage);
  });
});
