import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { obeysRules, parseRatio, parseSize, sizeForRatio } from './size.ts';

const free = {
  step: 16,
  minSide: 256,
  maxSide: 3840,
  minPixels: 655_360,
  maxPixels: 8_294_400,
  maxRatio: 3,
};

describe('parseSize', () => {
  it.each([
    ['1024x1536', { width: 1024, height: 1536 }],
    ['1024X1536', { width: 1024, height: 1536 }],
    [' 1024 × 1536 ', { width: 1024, height: 1536 }],
    ['1024*1536', { width: 1024, height: 1536 }],
    ['auto', undefined],
    ['1024', undefined],
    ['1024x', undefined],
    ['-1x5', undefined],
    ['1e3x1000', undefined],
    ['100000x100000', undefined],
  ])('reads %j as %j', (text, size) => {
    expect(parseSize(text)).toEqual(size);
  });
});

describe('parseRatio', () => {
  it.each([
    ['16:9', 16 / 9],
    ['16：9', 16 / 9],
    ['1.5:1', 1.5],
    ['0:1', undefined],
    ['1:0', undefined],
    ['16/9', undefined],
    ['1024x1024', undefined],
    ['100:1', undefined],
  ])('reads %j as %j', (text, ratio) => {
    expect(parseRatio(text)).toBe(ratio);
  });
});

describe('sizeForRatio', () => {
  it('prefers a named size', () => {
    const rules = { named: ['auto', '1024x1024', '1536x1024'], free };
    expect(sizeForRatio(1.5, rules)).toBe('1536x1024');
  });

  it('finds none where only named sizes are painted, and none of them fits', () => {
    expect(sizeForRatio(16 / 9, { named: ['auto', '1024x1024'], free: undefined })).toBeUndefined();
  });

  it('makes one near a megapixel where any size is painted', () => {
    const size = parseSize(sizeForRatio(16 / 9, { named: [], free }) ?? '');
    expect(size).toEqual({ width: 1360, height: 768 });
  });

  it('refuses a ratio that no legal size has', () => {
    expect(sizeForRatio(4, { named: [], free })).toBeUndefined();
    const square = { ...free, minSide: 512, maxSide: 512, minPixels: 1, maxPixels: 262_144 };
    expect(sizeForRatio(2, { named: [], free: square })).toBeUndefined();
  });

  it('never makes a size that breaks the rules, nor one of another ratio', () => {
    const rules = fc.record({
      step: fc.constantFrom(1, 8, 16, 32, 64),
      minSide: fc.integer({ min: 64, max: 512 }),
      maxSide: fc.integer({ min: 1024, max: 4096 }),
      minPixels: fc.integer({ min: 1, max: 4_000_000 }),
      maxPixels: fc.integer({ min: 500_000, max: 9_000_000 }),
      maxRatio: fc.constantFrom(1, 2, 3, 16),
    });
    const ratios = fc.record({
      w: fc.integer({ min: 1, max: 21 }),
      h: fc.integer({ min: 1, max: 21 }),
    });
    fc.assert(
      fc.property(rules, ratios, (rule, { w, h }) => {
        const text = sizeForRatio(w / h, { named: [], free: rule });
        if (text === undefined) return;
        const size = parseSize(text);
        expect(size && obeysRules(size, rule)).toBe(true);
        expect(Math.abs((size?.width ?? 0) / (size?.height ?? 1) / (w / h) - 1)).toBeLessThan(0.1);
      }),
      { numRuns: 1000 },
    );
  });

  it('makes one for every usual ratio a real model’s rules allow', () => {
    for (const ratio of ['1:1', '4:3', '3:4', '3:2', '2:3', '16:9', '9:16', '21:9', '3:1', '1:3']) {
      expect(sizeForRatio(parseRatio(ratio) ?? 0, { named: [], free })).toBeDefined();
    }
  });
});
