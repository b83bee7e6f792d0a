import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { paintStrips } from './painter.ts';
import { composeScene } from './scene.ts';

function paint(prompt: string, width = 48, height = 48, seed = 1): Buffer {
  const scale = Math.min(width, height) / 1000;
  const scene = composeScene({ prompt, seed, width, height });
  const finish = { grain: 2, badge: true };
  return Buffer.concat([...paintStrips({ width, height, scale }, scene, finish)]);
}

const hash = (pixels: Buffer) => createHash('sha256').update(pixels).digest('hex');

/** The mean of red, green and blue over some rows. */
function mean(
  pixels: Buffer,
  width: number,
  from: number,
  until: number,
): [number, number, number] {
  const part = pixels.subarray(from * width * 3, until * width * 3);
  const sums = [0, 0, 0];
  for (let i = 0; i < part.length; i++) sums[i % 3] = (sums[i % 3] ?? 0) + (part[i] ?? 0);
  const [r = 0, g = 0, b = 0] = sums.map((sum) => sum / (part.length / 3));
  return [r, g, b];
}

const places = [
  'city at night with neon',
  'desert dunes',
  'deep sea with coral and koi',
  'planet in outer space',
  '月夜竹林',
  '山水 湖',
  '沙滩 椰树 大海',
  'snowy forest with aurora',
  'meadow with a rainbow, storm and fireworks',
];

describe('a scene', () => {
  it('is the same for the same prompt and seed, and another for another', () => {
    const first = hash(paint('a red fox in the snow'));
    expect(hash(paint('a red fox in the snow'))).toBe(first);
    expect(hash(paint('a red fox in the snow', 48, 48, 2))).not.toBe(first);
    expect(hash(paint('a red fox in the rain'))).not.toBe(first);
  });

  it('is painted to its last pixel at every place', () => {
    for (const prompt of places) {
      const pixels = paint(prompt, 64, 40);
      expect(pixels).toHaveLength(64 * 40 * 3);
      // Nothing is left at the black a row begins with.
      for (let y = 0; y < 40; y++)
        expect(Math.max(...mean(pixels, 64, y, y + 1))).toBeGreaterThan(2);
    }
  });

  it('has the light that was asked for', () => {
    const brightness = (prompt: string) => {
      const [r, g, b] = mean(paint(prompt), 48, 0, 24);
      return r + g + b;
    };
    expect(brightness('mountains at noon')).toBeGreaterThan(brightness('mountains at night') * 1.5);
    const [red, , blue] = mean(paint('sunset over the sea'), 48, 14, 27);
    expect(red).toBeGreaterThan(blue * 1.2);
  });

  it('mirrors the low sky in the water', () => {
    const pixels = paint('sunset over the calm sea', 60, 60);
    const apart = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, value, c) => sum + Math.abs(value - (b[c] ?? 0)), 0);
    const water = mean(pixels, 60, 35, 38);
    const low = mean(pixels, 60, 29, 33);
    const zenith = mean(pixels, 60, 0, 4);
    expect(apart(water, low)).toBeLessThan(apart(water, zenith) / 2);
  });

  it('can be any shape, from a stamp to a scroll', () => {
    for (const [width, height] of [
      [16, 16],
      [256, 16],
      [16, 256],
    ] as const) {
      expect(paint('a cat on a hill', width, height)).toHaveLength(width * height * 3);
    }
  });
});
