import { AppError } from '../../core/errors.ts';
import type { ImageInput } from '../../core/image.ts';
import type { Base64Source } from '../../kit/json-with-base64.ts';
import { decodePng, encodePng, type PixelImage, PngError } from '../../kit/png.ts';

/** What Stable Diffusion paints at most; a mask is unpacked whole. */
const limits = { maxBytes: 32 * 1024 * 1024, maxPixels: 4096 * 4096 };

/**
 * A mask as Stable Diffusion's servers read it: white where the image is painted anew, where ours is
 * transparent. One without transparency is taken to be drawn so already. Throws `invalid_value`.
 */
export async function whiteMask(mask: ImageInput): Promise<Base64Source> {
  const pixels = await readPixels(mask);
  if (pixels.channels === 3) return mask;
  const pieces: Buffer[] = [];
  for await (const piece of encodePng([whiten(pixels)], { ...pixels, channels: 3 })) {
    pieces.push(piece);
  }
  const png = Buffer.concat(pieces);
  return {
    size: png.length,
    async *bytes() {
      yield png;
    },
  };
}

function whiten({ pixels }: PixelImage): Uint8Array {
  const white = new Uint8Array((pixels.length / 4) * 3);
  for (let from = 3, to = 0; from < pixels.length; from += 4, to += 3) {
    white.fill(255 - (pixels[from] ?? 0), to, to + 3);
  }
  return white;
}

async function readPixels(mask: ImageInput): Promise<PixelImage> {
  if (mask.size > limits.maxBytes) throw unreadable('too large');
  const pieces: Uint8Array[] = [];
  for await (const piece of mask.bytes()) pieces.push(piece);
  try {
    return decodePng(Buffer.concat(pieces), limits);
  } catch (thrown) {
    throw thrown instanceof PngError ? unreadable(thrown.message) : thrown;
  }
}

function unreadable(got: string): AppError {
  const param = 'mask';
  const expected = {
    en: 'a PNG of 8 bits a channel, not interlaced, of at most 4096x4096 pixels',
    zh: '每通道 8 位、非隔行、不超过 4096x4096 像素的 PNG',
  };
  return new AppError('invalid_value', { param, expected, got }, { param });
}
