import { type PixelSize, parseRatio, parseSize } from '../../core/size.ts';

/** A size in the terms of a wire that knows ratios only. */
export interface NearestRatio {
  /** One of the listed. */
  ratio: string;
  /** False where the asked ratio is none of the listed. */
  exact: boolean;
  /** Undefined where only a ratio was asked for. */
  pixels: PixelSize | undefined;
}

/** Pixels are whole, so 1360x768 is as near to 16:9 as pixels come. */
const tolerance = 0.01;

/**
 * The listed ratio that is nearest to `WIDTHxHEIGHT` or to a ratio, exact within 1 %; undefined for
 * text that is no size, and where nothing is listed.
 */
export function nearestRatio(size: string, ratios: readonly string[]): NearestRatio | undefined {
  const pixels = parseSize(size);
  const asked = pixels ? pixels.width / pixels.height : parseRatio(size);
  if (asked === undefined || !(asked > 0) || !Number.isFinite(asked)) return undefined;
  const distances = ratios.flatMap((ratio) => {
    const value = parseRatio(ratio);
    return value === undefined ? [] : [{ ratio, distance: Math.abs(Math.log(value / asked)) }];
  });
  const nearest = distances.sort((a, b) => a.distance - b.distance)[0];
  return nearest && { ratio: nearest.ratio, exact: nearest.distance < tolerance, pixels };
}
