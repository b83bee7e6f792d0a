import type { ProviderRequest } from '../../core/provider.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { nearestRatio } from './nearest-ratio.ts';

/**
 * The asked size as one of these ratios, by default those of the model's row; undefined for none.
 * What had to be changed or left out for it joins the warnings.
 */
export function sayRatio(
  { size, model, capability }: Pick<ProviderRequest, 'size' | 'model' | 'capability'>,
  warnings: Warning[],
  ratios: readonly string[] = capability.sizes?.named ?? [],
): string | undefined {
  if (size === undefined) return undefined;
  const found = nearestRatio(size, ratios);
  if (!found) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
    return undefined;
  }
  if (!found.exact) {
    const values = { param: 'size', from: size, to: found.ratio, model };
    warnings.push(warning('parameter_mapped', values));
  }
  return found.ratio;
}
