import { describe, expect, it } from 'vitest';
import { xaiModels } from './capabilities.ts';
import { xaiSize } from './size.ts';

const ratios = xaiModels[0]?.sizes?.named ?? [];

describe('xaiSize', () => {
  it.each([
    ['1024x1024', '1:1', '1k', true],
    ['1536x1024', '3:2', '1k', true],
    ['1024x1536', '2:3', '1k', true],
    ['2048x2048', '1:1', '2k', true],
    ['1360x768', '16:9', '1k', true],
    ['1792x1024', '16:9', '1k', false],
    ['256x256', '1:1', '1k', true],
    ['3840x2160', '16:9', '2k', true],
    ['3000x1000', '5:2', '2k', false],
    ['16:9', '16:9', undefined, true],
    ['19.5:9', '19.5:9', undefined, true],
    ['32:18', '16:9', undefined, true],
    ['5:4', '4:3', undefined, false],
    ['auto', 'auto', undefined, true],
  ])('says %s as %s at %s', (size, aspectRatio, resolution, exact) => {
    expect(xaiSize(size, ratios)).toEqual({ aspectRatio, resolution, exact });
  });

  it.each(['', 'big', '0x0', '10x0'])('leaves %j alone', (size) => {
    expect(xaiSize(size, ratios)).toBeUndefined();
  });
});
