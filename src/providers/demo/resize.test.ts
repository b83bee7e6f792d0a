import { expect, it } from 'vitest';
import { resizeImage } from './resize.ts';

const image = {
  width: 4,
  height: 2,
  channels: 3 as const,
  pixels: Uint8Array.from({ length: 24 }, (_, i) => i * 10),
};

it('leaves an image of the right size as it is', () => {
  expect(resizeImage(image, 4, 2)).toBe(image);
});

it('averages what it shrinks', () => {
  const { pixels } = resizeImage(image, 1, 1);
  expect([...pixels]).toEqual([105, 115, 125]);
});

it('repeats what it enlarges, to the last row and column', () => {
  const large = resizeImage(image, 8, 4);
  expect(large.pixels).toHaveLength(8 * 4 * 3);
  expect([...large.pixels.subarray(0, 6)]).toEqual([0, 10, 20, 0, 10, 20]);
  expect([...large.pixels.subarray(-3)]).toEqual([210, 220, 230]);
});
