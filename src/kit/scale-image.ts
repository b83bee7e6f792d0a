import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { shrinkPixels } from './shrink-pixels.ts';
import { takeTurns } from './take-turns.ts';

/** What a smaller copy shall be. */
export interface ScaleWish {
  /** Of its longer side, in pixels. */
  maxSide: number;
  /** A copy that cannot be made as small is not made. */
  maxBytes: number;
  /** What it rather is; without `sharp` always a PNG. */
  mediaType: 'image/webp' | 'image/jpeg' | 'image/png';
}

/** A smaller copy, all of it. */
export interface ScaledImage {
  bytes: Buffer;
  mediaType: string;
}

/** Makes a smaller copy of a whole image; undefined where this machine cannot. */
export type ImageScaler = (bytes: Buffer, wish: ScaleWish) => Promise<ScaledImage | undefined>;

type Sharp = typeof import('sharp').default;

const maxSharpPixels = 50_000_000;
/** Decoding one takes tens of milliseconds in which nothing else runs. */
const maxPlainPixels = 5_000_000;
/** What is tried in turn until it is small enough; the share is of the wished side. */
const tries = [
  { quality: 80, share: 1 },
  { quality: 55, share: 1 },
  { quality: 55, share: 0.7 },
  { quality: 40, share: 0.5 },
  { quality: 40, share: 0.25 },
];

/**
 * Makes the scaler: `sharp` where it is installed, loaded with the first image, else the small PNG
 * reader, which takes nothing else. One image at a time: each is held unpacked meanwhile.
 */
export function createImageScaler(
  load: () => Promise<Sharp> = async () => (await import('sharp')).default,
): ImageScaler {
  const inTurn = takeTurns();
  let loading: Promise<Sharp | undefined> | undefined;
  return (bytes, wish) =>
    inTurn('image', async () => {
      loading ??= load().then(prepare, () => undefined);
      const sharp = await loading;
      return sharp ? scaleWithSharp(sharp, bytes, wish) : scalePng(bytes, wish);
    });
}

/** It would keep files and threads for more images than we ever show. */
function prepare(sharp: Sharp): Sharp {
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}

async function scaleWithSharp(
  sharp: Sharp,
  bytes: Buffer,
  { maxSide, maxBytes, mediaType }: ScaleWish,
): Promise<ScaledImage | undefined> {
  try {
    for (const { quality, share } of tries) {
      const side = Math.round(maxSide * share);
      const small = sharp(bytes, { limitInputPixels: maxSharpPixels })
        .autoOrient()
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
      const coded = {
        'image/webp': () => small.webp({ quality }),
        'image/jpeg': () => small.flatten({ background: '#fff' }).jpeg({ quality }),
        'image/png': () => small.png({ palette: true, quality }),
      }[mediaType]();
      const scaled = await coded.toBuffer();
      if (scaled.length <= maxBytes) return { bytes: scaled, mediaType };
    }
  } catch {
    // What cannot be decoded has no smaller copy, and is no error of the one who asked.
  }
  return undefined;
}

async function scalePng(
  bytes: Buffer,
  { maxSide, maxBytes }: ScaleWish,
): Promise<ScaledImage | undefined> {
  // Loaded with the first image: zlib takes its time at a start.
  const { decodePng, encodePng, PngError } = await import('./png.ts');
  try {
    let image = decodePng(bytes, { maxPixels: maxPlainPixels });
    for (const share of new Set(tries.map((attempt) => attempt.share))) {
      image = shrinkPixels(image, Math.round(maxSide * share));
      const scaled = await buffer(Readable.from(encodePng([image.pixels], image)));
      if (scaled.length <= maxBytes) return { bytes: scaled, mediaType: 'image/png' };
    }
  } catch (thrown) {
    if (!(thrown instanceof PngError)) throw thrown;
  }
  return undefined;
}
