import type { PixelImage } from '../../kit/png.ts';
import { type Color, gradientAt, hex, mix, type Stops } from './color.ts';
import type { Palette } from './palette.ts';
import type { Layer } from './raster.ts';

/** Puts a picture under everything that is painted after it. */
export function pictureLayer({ pixels, channels }: PixelImage): Layer {
  return ({ width, height }) => ({
    top: 0,
    bottom: height,
    solidFrom: 0,
    paint(row, y) {
      for (let x = 0; x < width; x++) {
        const at = (Math.floor(y) * width + x) * channels;
        for (let c = 0; c < 3; c++) row[x * 3 + c] = pixels[at + c] ?? 0;
      }
    },
  });
}

/** The light of a palette as tones, from its shadows to its brightest sky. */
function tonesOf(palette: Palette): Stops {
  const night = palette.hour === 'night';
  return [
    [0, mix(palette.near, hex('#000000'), 0.35)],
    [0.3, mix(palette.near, palette.far, 0.5)],
    [0.62, mix(palette.far, palette.haze, night ? 0.35 : 0.6)],
    [1, mix(palette.halo, palette.disc, night ? 0.2 : 0.7)],
  ];
}

/** Bathes what is already painted in the light of a palette, `strength` 0 to 1. */
export function relightLayer(palette: Palette, strength: number): Layer {
  const tones = tonesOf(palette);
  const table: Color[] = Array.from({ length: 256 }, (_, i) => gradientAt(tones, i / 255));
  return ({ width, height }) => ({
    top: 0,
    bottom: height,
    paint(row) {
      for (let i = 0; i < width * 3; i += 3) {
        const light = (row[i] ?? 0) * 0.299 + (row[i + 1] ?? 0) * 0.587 + (row[i + 2] ?? 0) * 0.114;
        const tone = table[Math.max(0, Math.min(255, Math.round(light)))];
        for (let c = 0; c < 3; c++) {
          const value = row[i + c] ?? 0;
          const own = (value * (palette.ambient[c] ?? 255)) / 255;
          row[i + c] = own + ((tone?.[c] ?? own) - own) * strength;
        }
      }
    },
  });
}

/** How strongly each pixel is to be repainted, 0 to 255: where the mask is transparent, all of it. */
export function openingOf(mask: PixelImage): Uint8Array {
  const opening = new Uint8Array(mask.width * mask.height);
  if (mask.channels === 3) return opening;
  for (let i = 0; i < opening.length; i++) opening[i] = 255 - (mask.pixels[i * 4 + 3] ?? 255);
  return opening;
}

/** A rectangle of whole pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The smallest box around everything open; the whole picture where nothing is. */
export function boxOf(opening: Uint8Array, width: number, height: number): Box {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let i = 0; i < opening.length; i++) {
    if ((opening[i] ?? 0) === 0) continue;
    const x = i % width;
    left = Math.min(left, x);
    right = Math.max(right, x);
    bottom = Math.floor(i / width);
    top = Math.min(top, bottom);
  }
  if (bottom < 0) return { x: 0, y: 0, width, height };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Lays freshly painted strips of RGB rows over the part of a picture they were painted for:
 * through the opening of a mask where there is one, else whole. What comes out has the picture's
 * channels; a pixel outside the opening keeps its every bit, and a transparent one stays so unless
 * it is painted over.
 */
export function* layOver(
  strips: Iterable<Uint8Array>,
  base: PixelImage,
  box: Box,
  opening: Uint8Array | undefined,
): Generator<Uint8Array> {
  const { channels, width, pixels } = base;
  let y = box.y;
  yield pixels.slice(0, y * width * channels);
  for (const strip of strips) {
    const rows = strip.length / 3 / box.width;
    const out = pixels.slice(y * width * channels, (y + rows) * width * channels);
    for (let i = 0; i < rows * box.width; i++) {
      const at = Math.floor(i / box.width) * width + box.x + (i % box.width);
      const open = opening === undefined ? 255 : (opening[y * width + at] ?? 0);
      if (open === 0) continue;
      for (let c = 0; c < 3; c++) {
        const under = out[at * channels + c] ?? 0;
        out[at * channels + c] = under + (((strip[i * 3 + c] ?? 0) - under) * open) / 255 + 0.5;
      }
      if (channels === 4 && opening !== undefined) {
        out[at * 4 + 3] = Math.max(open, out[at * 4 + 3] ?? 0);
      }
    }
    yield out;
    y += rows;
  }
  yield pixels.slice(y * width * channels);
}
