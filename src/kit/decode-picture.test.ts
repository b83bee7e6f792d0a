import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decodePicture } from './decode-picture.ts';
import { encodePng } from './png.ts';

const limits = { maxPixels: 10_000 };
const blue = { create: { width: 8, height: 4, channels: 3 as const, background: '#0000ff' } };

it('reads simple PNGs by itself', async () => {
  const pixels = new Uint8Array(2 * 2 * 3).fill(7);
  const png = await buffer(encodePng([pixels], { width: 2, height: 2, channels: 3 }));
  expect(await decodePicture(png, limits)).toEqual({ width: 2, height: 2, channels: 3, pixels });
});

it.each(['webp', 'jpeg', 'avif'] as const)('reads %s too', async (format) => {
  const bytes = await sharp(blue).toFormat(format).toBuffer();
  const { width, height, channels, pixels } = await decodePicture(bytes, limits);
  expect([width, height, channels]).toEqual([8, 4, 4]);
  expect(pixels[2]).toBeGreaterThan(240);
  expect(pixels[0]).toBeLessThan(15);
});

it('reads no picture of more pixels than it may, and no other bytes', async () => {
  const bytes = await sharp(blue).webp().toBuffer();
  await expect(decodePicture(bytes, { maxPixels: 16 })).rejects.toThrow();
  await expect(decodePicture(Buffer.from('no picture'), limits)).rejects.toThrow();
});
