import { describe, expect, it } from 'vitest';
import { keepMarks } from './read-mask.ts';

function marks(...pixels: readonly (readonly number[])[]): number[] {
  const data = new Uint8ClampedArray(pixels.flat());
  keepMarks(data);
  return pixels.map((_, place) => data[place * 4 + 3] ?? -1);
}

describe('a mask that was made elsewhere', () => {
  it('marks what is transparent in it, whatever its colours are', () => {
    expect(marks([255, 255, 255, 255], [0, 0, 0, 0], [255, 255, 255, 0])).toEqual([0, 255, 255]);
  });

  it('marks what is white in it where nothing is transparent', () => {
    expect(marks([255, 255, 255, 255], [0, 0, 0, 255], [90, 90, 90, 255])).toEqual([255, 0, 0]);
  });
});
