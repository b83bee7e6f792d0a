import { describe, expect, it } from 'vitest';
import { testCapability, testRequest } from '../../../test/fakes/wishes.ts';
import { obeysRules, parseSize } from '../size.ts';
import { warningText } from '../warnings.ts';
import { fitToCapability } from './fit.ts';
import { nearestSize } from './nearest-size.ts';

const area = { minPixels: 3_686_400, maxPixels: 16_777_216, maxRatio: 16 };
const large = { ...area, step: 1, minSide: 480, maxSide: 16_384, nearest: true } as const;
const sides = {
  step: 2,
  minPixels: 512 ** 2,
  maxPixels: 1440 ** 2,
  minSide: 512,
  maxSide: 1440,
  maxRatio: 2.8125,
  nearest: true,
} as const;

describe('nearestSize', () => {
  it.each([
    ['2048x2048', '2048x2048'],
    ['4096x1024', '4096x1024'],
    ['1024x1024', '1920x1920'],
    ['1792x1024', '2540x1452'],
    ['8000x4500', '5461x3072'],
    ['8192x256', '7680x480'],
  ])('paints %s as %s, in its shape', (asked, near) => {
    expect(nearestSize(asked, { named: [], free: large })).toBe(near);
  });

  it.each([
    ['2048x1024', '1440x1018'],
    ['1024x256', '858x512'],
  ])('keeps the sides of %s within their bounds and steps, %s', (asked, near) => {
    expect(nearestSize(asked, { named: [], free: sides })).toBe(near);
  });

  it('never leaves the rules', () => {
    const broken: string[] = [];
    for (let width = 16; width < 9000; width += 97) {
      for (let height = 16; height < 9000; height += 613) {
        for (const free of [large, sides]) {
          const near = nearestSize(`${width}x${height}`, { named: [], free });
          const pixels = parseSize(near ?? '');
          if (!pixels || !obeysRules(pixels, free)) broken.push(`${width}x${height}: ${near}`);
        }
      }
    }
    expect(broken).toEqual([]);
  });

  it('says nothing of ratios, tiers, and where what is not allowed is refused', () => {
    expect(nearestSize('16:9', { named: [], free: large })).toBeUndefined();
    expect(nearestSize('2K', { named: [], free: large })).toBeUndefined();
    const { nearest: _, ...strict } = large;
    expect(nearestSize('1024x1024', { named: [], free: strict })).toBeUndefined();
  });
});

it('is taken in place of a size that the model cannot paint, and reported', () => {
  const capability = testCapability({ sizes: { named: ['2K'], free: large } });
  const fit = (size: string) => fitToCapability(testRequest({ size }), capability, []);
  const { request, warnings } = fit('1024x1024');
  expect(request.size).toBe('1920x1920');
  expect(warnings.map((warned) => warningText(warned, 'en'))).toEqual([
    '`size` 1024x1024 was sent as 1920x1920, the nearest brush-1 can do.',
  ]);
  expect(fit('2048x2048').warnings).toEqual([]);
  expect(fit('16:9')).toMatchObject({ request: { size: '2560x1440' }, warnings: [] });
  expect(() => fit('huge')).toThrow('size');
});
