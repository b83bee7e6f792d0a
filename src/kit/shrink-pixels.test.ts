import { expect, it } from 'vitest';
import { fitInside, shrinkPixels } from './shrink-pixels.ts';

it('keeps the shape and never makes anything larger', () => {
  expect(fitInside({ width: 1536, height: 1024 }, 512)).toEqual({ width: 512, height: 341 });
  expect(fitInside({ width: 100, height: 50 }, 512)).toEqual({ width: 100, height: 50 });
  expect(fitInside({ width: 4000, height: 2 }, 512)).toEqual({ width: 512, height: 1 });
});

it('makes each pixel the mean of those it covers', () => {
  const pixels = Uint8Array.from([0, 0, 0, 100, 10, 20, 200, 30, 40, 100, 0, 0]);
  const small = shrinkPixels({ width: 2, height: 2, channels: 3, pixels }, 1);
  expect(small).toMatchObject({ width: 1, height: 1 });
  expect([...small.pixels]).toEqual([100, 10, 15]);
});

it('counts every pixel once where the sizes do not divide', () => {
  const pixels = Uint8Array.from({ length: 7 * 3 * 3 }, () => 90);
  const small = shrinkPixels({ width: 7, height: 3, channels: 3, pixels }, 4);
  expect({ width: small.width, height: small.height }).toEqual({ width: 4, height: 2 });
  expect(new Set(small.pixels)).toEqual(new Set([90]));
});

it('lets no colour shine through from clear pixels', () => {
  const pixels = Uint8Array.from([255, 0, 0, 0, 0, 0, 80, 255]);
  const small = shrinkPixels({ width: 2, height: 1, channels: 4, pixels }, 1);
  expect([...small.pixels]).toEqual([0, 0, 80, 128]);
});
