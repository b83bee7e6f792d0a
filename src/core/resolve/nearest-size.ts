import type { SizeRules } from '../capability.ts';
import { obeysRules, type PixelSize, parseSize } from '../size.ts';

/**
 * The size itself where the rules allow it, else the nearest of its shape that they do; undefined
 * where what is not allowed is refused, and for text that is no size.
 */
export function nearestSize(size: string, { free }: SizeRules): string | undefined {
  const pixels = free?.nearest ? parseSize(size) : undefined;
  if (!pixels || !free) return undefined;
  const { width, height } = obeysRules(pixels, free) ? pixels : fitPixels(pixels, free);
  return `${width}x${height}`;
}

/** The short side first: what the long one must be follows from the pixels, and from the shape. */
function fitPixels(
  { width, height }: PixelSize,
  { minPixels, maxPixels, minSide, maxSide, maxRatio, step }: NonNullable<SizeRules['free']>,
): PixelSize {
  const area = clamp(width * height, minPixels, maxPixels);
  const ratio = Math.min(Math.max(width, height) / Math.min(width, height), maxRatio);
  // Rounding goes towards the side of the bound that is allowed.
  const round = area > width * height ? Math.ceil : Math.floor;
  const onStep = (exact: number) => clamp(round(exact / step) * step, minSide, maxSide);
  const short = onStep(Math.sqrt(area / ratio));
  const longest = Math.floor((short * maxRatio) / step) * step;
  const long = Math.min(onStep(Math.sqrt(area * ratio)), longest);
  return width < height ? { width: short, height: long } : { width: long, height: short };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
