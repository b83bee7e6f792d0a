import { describe, expect, it } from 'vitest';
import { meanDifference, transparentShare } from './compare-pixels.ts';
import type { PixelImage } from './png.ts';

function solid(side: number, colour: readonly number[]): PixelImage {
  const pixels = new Uint8Array(side * side * colour.length);
  for (let at = 0; at < pixels.length; at += colour.length) pixels.set(colour, at);
  return { width: side, height: side, channels: colour.length === 4 ? 4 : 3, pixels };
}

describe('meanDifference', () => {
  it('is how far a channel is on average, whatever the sizes', () => {
    expect(meanDifference(solid(16, [10, 20, 30]), solid(16, [10, 20, 30]))).toBe(0);
    expect(meanDifference(solid(16, [0, 0, 0]), solid(64, [30, 0, 0]))).toBe(10);
  });

  it('looks only where it is meant to', () => {
    const half = solid(2, [0, 0, 0]);
    half.pixels.set([255, 255, 255], 0);
    half.pixels.set([255, 255, 255], 6);
    const black = solid(2, [0, 0, 0]);
    expect(meanDifference(half, black, (x) => x < 0.5)).toBe(255);
    expect(meanDifference(half, black, (x) => x > 0.5)).toBe(0);
    expect(meanDifference(half, black, () => false)).toBe(0);
  });

  it('takes what is transparent for black', () => {
    expect(meanDifference(solid(4, [255, 255, 255, 0]), solid(4, [0, 0, 0]))).toBe(0);
  });
});

describe('transparentShare', () => {
  it('counts the pixels that let something through', () => {
    const image = solid(2, [1, 2, 3, 255]);
    expect(transparentShare(image)).toBe(0);
    image.pixels[3] = 0;
    expect(transparentShare(image)).toBe(0.25);
    expect(transparentShare(solid(2, [1, 2, 3]))).toBe(0);
  });
});
