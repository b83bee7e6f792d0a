import type { PixelImage } from './png.ts';

/** A place in a picture, both from 0 to 1, from the upper left. */
export type PlaceTest = (x: number, y: number) => boolean;

/** Samples a side; small and large pictures are looked at alike. */
const samples = 128;

/**
 * How far two pictures are from each other on average, 0 to 255 a channel, at the places that
 * `isMeant`; pictures of different sizes are laid over each other. What is transparent is black.
 */
export function meanDifference(
  one: PixelImage,
  other: PixelImage,
  isMeant: PlaceTest = () => true,
): number {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < samples; row++) {
    for (let column = 0; column < samples; column++) {
      const [x, y] = [(column + 0.5) / samples, (row + 0.5) / samples];
      if (!isMeant(x, y)) continue;
      for (let channel = 0; channel < 3; channel++) {
        sum += Math.abs(valueAt(one, x, y, channel) - valueAt(other, x, y, channel));
        count += 1;
      }
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** The share of pixels, 0 to 1, that let something through. */
export function transparentShare({ channels, pixels }: PixelImage): number {
  if (channels === 3 || pixels.length === 0) return 0;
  let clear = 0;
  for (let at = 3; at < pixels.length; at += 4) if ((pixels[at] ?? 255) < 128) clear += 1;
  return (clear * 4) / pixels.length;
}

function valueAt(image: PixelImage, x: number, y: number, channel: number): number {
  const { width, height, channels, pixels } = image;
  const at = (Math.floor(y * height) * width + Math.floor(x * width)) * channels;
  const value = pixels[at + channel] ?? 0;
  return channels === 4 ? (value * (pixels[at + 3] ?? 255)) / 255 : value;
}
