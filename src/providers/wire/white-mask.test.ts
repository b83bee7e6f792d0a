import { describe, expect, it } from 'vitest';
import { pictureInput, rejection } from '../../../test/contract/provider-request.ts';
import type { ImageInput } from '../../core/image.ts';
import { decodePng, encodePng } from '../../kit/png.ts';
import { blackMask, whiteMask } from './white-mask.ts';

async function gather(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

function inputOf(png: Buffer): ImageInput {
  return {
    ...pictureInput(0),
    size: png.length,
    async *bytes() {
      yield png;
    },
  };
}

describe('whiteMask', () => {
  it('is white where ours is transparent, and gray where it is half so', async () => {
    const pixels = Uint8Array.from([9, 9, 9, 0, 200, 100, 0, 255, 0, 0, 0, 100, 1, 2, 3, 254]);
    const png = await gather(encodePng([pixels], { width: 2, height: 2, channels: 4 }));
    const white = await whiteMask(inputOf(png));
    const bytes = await gather(white.bytes());
    expect(white.size).toBe(bytes.length);
    const read = decodePng(bytes, { maxPixels: 4 });
    expect([read.width, read.height, read.channels]).toEqual([2, 2, 3]);
    expect([...read.pixels]).toEqual([255, 0, 155, 1].flatMap((gray) => [gray, gray, gray]));
  });

  it('leaves one without transparency as it is', async () => {
    const mask = pictureInput(0xffffff);
    expect(await whiteMask(mask)).toBe(mask);
  });

  it('refuses what it cannot read', async () => {
    const error = await rejection(
      whiteMask(inputOf(Buffer.from('GIF89a, and more of it than 33 bytes'))),
    );
    expect(error).toMatchObject({ code: 'invalid_value', details: { param: 'mask' } });
  });
});

describe('blackMask', () => {
  it('is black where ours is transparent, and where a drawn one is white', async () => {
    const clear = Uint8Array.from([9, 9, 9, 0, 200, 100, 0, 255]);
    const drawn = Uint8Array.from([255, 255, 255, 0, 0, 0]);
    for (const [pixels, channels] of [
      [clear, 4],
      [drawn, 3],
    ] as const) {
      const png = await gather(encodePng([pixels], { width: 2, height: 1, channels }));
      const black = await blackMask(inputOf(png));
      const read = decodePng(await gather(black.bytes()), { maxPixels: 2 });
      expect([...read.pixels]).toEqual([0, 0, 0, 255, 255, 255]);
    }
  });
});
