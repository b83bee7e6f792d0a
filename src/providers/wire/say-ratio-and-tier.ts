import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { nearestRatio } from './nearest-ratio.ts';

/** A size in the words of models that take a ratio, and beside it a tier such as `2K`. */
export interface RatioAndTier {
  ratio?: string;
  tier?: string;
}

/** Pixels on a side of a square picture. */
const tiers: Readonly<Record<string, number>> = { '512': 512, '1K': 1024, '2K': 2048, '4K': 4096 };

/**
 * The asked size as the nearest of these ratios, by default those of the model's row, and of the
 * tiers among them the one whose area is nearest; empty for `auto`. What had to be changed or left out
 * for it joins the warnings.
 */
export function sayRatioAndTier(
  { size, model, capability }: Pick<ProviderRequest, 'size' | 'model' | 'capability'>,
  warnings: Warning[],
  named: readonly string[] = capability.sizes?.named ?? [],
): RatioAndTier {
  if (size === undefined || size === 'auto') return {};
  if (size in tiers) return { tier: size };
  const found = nearestRatio(size, named);
  if (!found) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
    return {};
  }
  const { ratio, exact } = found;
  if (!exact) {
    warnings.push(warning('parameter_mapped', { param: 'size', from: size, to: ratio, model }));
  }
  const tier = tierOf(size, named);
  return tier === undefined ? { ratio } : { ratio, tier };
}

/** The tier names among the sizes of a model; a model of one resolution has none. */
function tierOf(size: string, named: readonly string[]): string | undefined {
  const pixels = parseSize(size);
  if (!pixels) return undefined;
  const side = Math.sqrt(pixels.width * pixels.height);
  const distance = (tier: string) => Math.abs(Math.log((tiers[tier] ?? 1) / side));
  return named.filter((name) => name in tiers).sort((a, b) => distance(a) - distance(b))[0];
}
