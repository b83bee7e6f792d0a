import { nearestRatio } from '../wire/nearest-ratio.ts';

/** A size in xAI's terms. */
export interface XaiSize {
  aspectRatio: string;
  /** Undefined where only a ratio was asked for; xAI's default is 1k. */
  resolution: '1k' | '2k' | undefined;
  /** False where the asked ratio is none of the model's. */
  exact: boolean;
}

/** Halfway, by ratio, between the areas of 1024 × 1024 and 2048 × 2048. */
const twoKilopixels = 2 ** 21;

/**
 * Says a size as `aspect_ratio` and `resolution`, since xAI refuses `size`: the listed ratio that is
 * nearest, exact within 1 %, and the resolution whose area is nearest. Pixel counts that differ
 * within a ratio are not reported here: whoever measures the picture does. Undefined for text that
 * is no size.
 */
export function xaiSize(size: string, ratios: readonly string[]): XaiSize | undefined {
  if (ratios.includes(size)) return { aspectRatio: size, resolution: undefined, exact: true };
  const found = nearestRatio(size, ratios);
  if (!found) return undefined;
  const { ratio: aspectRatio, exact, pixels } = found;
  const resolution = pixels && (pixels.width * pixels.height > twoKilopixels ? '2k' : '1k');
  return { aspectRatio, resolution, exact };
}
