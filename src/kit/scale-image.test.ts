import { randomFillSync } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { sniffImage } from './media-type.ts';
import { encodePng } from './png.ts';
import { createImageScaler } from './scale-image.ts';

async function png(width: number, height: number, paint: (pixels: Uint8Array) => void) {
  const pixels = new Uint8Array(width * height * 3);
  paint(pixels);
  return buffer(Readable.from(encodePng([pixels], { width, height, channels: 3 })));
}

const plain = (pixels: Uint8Array) => pixels.fill(120);
const noise = (pixels: Uint8Array) => randomFillSync(pixels);
const wish = { maxSide: 512, maxBytes: 60_000, mediaType: 'image/webp' as const };
const withoutSharp = () => Promise.reject(new Error('not installed'));

describe.each([
  ['with sharp', createImageScaler()],
  ['without sharp', createImageScaler(withoutSharp)],
])('a scaler %s', (_name, scale) => {
  it('makes a smaller copy in the same shape', async () => {
    const scaled = await scale(await png(640, 480, plain), wish);
    expect(sniffImage(scaled?.bytes ?? Buffer.alloc(0))).toMatchObject({
      mediaType: scaled?.mediaType,
      width: 512,
      height: 384,
    });
  });

  it('keeps within the bytes it is given, even of noise', async () => {
    const scaled = await scale(await png(520, 520, noise), wish);
    expect(scaled?.bytes.length).toBeLessThanOrEqual(60_000);
    expect(await scale(await png(64, 64, noise), { ...wish, maxBytes: 50 })).toBeUndefined();
  });

  it('makes nothing of what is no image', async () => {
    expect(await scale(Buffer.from('<svg></svg>'), wish)).toBeUndefined();
  });
});

it('makes WebP, JPEG or PNG with sharp, as wished', async () => {
  const scale = createImageScaler();
  const picture = await png(64, 64, plain);
  for (const mediaType of ['image/webp', 'image/jpeg', 'image/png'] as const) {
    const scaled = await scale(picture, { ...wish, mediaType });
    expect(sniffImage(scaled?.bytes ?? Buffer.alloc(0))?.mediaType).toBe(mediaType);
  }
});
