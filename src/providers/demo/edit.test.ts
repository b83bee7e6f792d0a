import { describe, expect, it } from 'vitest';
import type { PixelImage } from '../../kit/png.ts';
import { boxOf, layOver, openingOf } from './edit.ts';

const width = 5;
const height = 4;

function picture(channels: 3 | 4, value: number): PixelImage {
  const pixels = new Uint8Array(width * height * channels).fill(value);
  return { width, height, channels, pixels };
}

describe('a mask', () => {
  it('is open where it is transparent, by as much as it is', () => {
    const mask = picture(4, 0);
    for (let i = 0; i < width * height; i++) mask.pixels[i * 4 + 3] = i * 10;
    expect([...openingOf(mask)].slice(0, 3)).toEqual([255, 245, 235]);
  });

  it('is closed everywhere where it has no transparency at all', () => {
    expect(Math.max(...openingOf(picture(3, 0)))).toBe(0);
  });

  it('knows the box around its opening', () => {
    const opening = new Uint8Array(width * height);
    expect(boxOf(opening, width, height)).toEqual({ x: 0, y: 0, width, height });
    opening[1 * width + 2] = 9;
    opening[2 * width + 1] = 255;
    expect(boxOf(opening, width, height)).toEqual({ x: 1, y: 1, width: 2, height: 2 });
  });
});

describe('laying new paint over a picture', () => {
  it('mixes by the opening and keeps every bit around it', () => {
    const opening = new Uint8Array(width * height);
    opening[1 * width + 1] = 255;
    opening[2 * width + 3] = 51;
    const box = boxOf(opening, width, height);
    const paint = new Uint8Array(box.width * box.height * 3).fill(200);
    const rows = [
      ...layOver([paint.subarray(0, 9), paint.subarray(9)], picture(3, 100), box, opening),
    ];
    const all = Buffer.concat(rows);
    expect(all).toHaveLength(width * height * 3);
    const changed = [...all.entries()].filter(([, value]) => value !== 100);
    expect(changed.map(([at]) => Math.floor(at / 3))).toEqual([6, 6, 6, 13, 13, 13]);
    expect(changed.map(([, value]) => value)).toEqual([200, 200, 200, 120, 120, 120]);
  });

  it('leaves transparent pixels transparent where it covers the whole picture', () => {
    const base = picture(4, 0);
    const paint = new Uint8Array(width * height * 3).fill(80);
    const whole = Buffer.concat([
      ...layOver([paint], base, { x: 0, y: 0, width, height }, undefined),
    ]);
    expect([...whole.subarray(0, 4)]).toEqual([80, 80, 80, 0]);
  });
});
