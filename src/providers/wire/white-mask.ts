import { AppError } from '../../core/errors.ts';
import type { ImageInput } from '../../core/image.ts';
import type { Base64Source } from '../../kit/json-with-base64.ts';
import type { PixelImage } from '../../kit/png.ts';

/** Loaded with the first mask: what it unpacks with takes its time at a start. */
const loadPng = () => import('../../kit/png.ts');

/** What Stable Diffusion paints at most; a mask is unpacked whole. */
const limits = { maxBytes: 32 * 1024 * 1024, maxPixels: 4096 * 4096 };

/**
 * A mask as Stable Diffusion's servers read it: white where the image is painted anew, where ours is
 * transparent. One without transparency is taken to be drawn so already. Throws `invalid_value`.
 */
export async function whiteMask(mask: ImageInput): Promise<Base64Source> {
  const pixels = await readPixels(mask);
  return pixels.channels === 3 ? mask : drawn(pixels, (at) => 255 - (pixels.pixels[at + 3] ?? 0));
}

/** The same the other way round: black where the image is painted anew, as Ideogram reads it. */
export async function blackMask(mask: ImageInput): Promise<Base64Source> {
  const pixels = await readPixels(mask);
  const isWhite = pixels.channels === 3;
  return drawn(pixels, (at) =>
    isWhite ? 255 - (pixels.pixels[at] ?? 0) : (pixels.pixels[at + 3] ?? 0),
  );
}

/** In gray, each pixel as bright as is told of the place of its first byte. */
async function drawn(image: PixelImage, brightness: (at: number) => number) {
  const { pixels, channels } = image;
  const gray = new Uint8Array((pixels.length / channels) * 3);
  for (let from = 0, to = 0; from < pixels.length; from += channels, to += 3) {
    gray.fill(brightness(from), to, to + 3);
  }
  const { encodePng } = await loadPng();
  const pieces: Buffer[] = [];
  for await (const piece of encodePng([gray], { ...image, channels: 3 })) {
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

async function readPixels(mask: ImageInput): Promise<PixelImage> {
  if (mask.size > limits.maxBytes) throw unreadable('too large');
  const pieces: Uint8Array[] = [];
  for await (const piece of mask.bytes()) pieces.push(piece);
  const { decodePng, PngError } = await loadPng();
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
