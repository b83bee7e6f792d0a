import { parseSize } from '../../core/size.ts';
import { nearestRatio } from '../wire/nearest-ratio.ts';

/** A size as Gemini's `imageConfig` says it. */
export interface GeminiSize {
  aspectRatio: string | undefined;
  imageSize: string | undefined;
  /** False where the asked ratio is none of the model's. */
  exact: boolean;
}

/** Pixels on a side of a square picture. */
const tiers: Readonly<Record<string, number>> = { '512': 512, '1K': 1024, '2K': 2048, '4K': 4096 };

/**
 * Says a size as ratio and tier, from the names its model has: the nearest ratio, and of the tiers
 * the one whose area is nearest. Undefined for text that is no size.
 */
export function geminiSize(size: string, named: readonly string[]): GeminiSize | undefined {
  if (size === 'auto') return { aspectRatio: undefined, imageSize: undefined, exact: true };
  if (size in tiers) return { aspectRatio: undefined, imageSize: size, exact: true };
  const found = nearestRatio(size, named);
  if (!found) return undefined;
  const { ratio: aspectRatio, exact } = found;
  return { aspectRatio, imageSize: tierOf(size, named), exact };
}

/** The tier names among the sizes of a model; a model of one resolution has none. */
function tierOf(size: string, named: readonly string[]): string | undefined {
  const pixels = parseSize(size);
  if (!pixels) return undefined;
  const side = Math.sqrt(pixels.width * pixels.height);
  const distance = (tier: string) => Math.abs(Math.log((tiers[tier] ?? 1) / side));
  return named.filter((name) => name in tiers).sort((a, b) => distance(a) - distance(b))[0];
}
