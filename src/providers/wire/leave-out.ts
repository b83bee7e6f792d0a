import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { type Warning, warning } from '../../core/warnings.ts';

/**
 * What a request says beyond the common parameters, without those that are never the caller's, such
 * as a count of pictures that nobody would have agreed to pay for; they join the warnings.
 */
export function leaveOut(
  { extra = {}, model }: Pick<ProviderRequest, 'extra' | 'model'>,
  names: readonly string[],
  warnings: Warning[],
): Record<string, Json> {
  const kept = Object.entries(extra).filter(([param]) => !names.includes(param));
  for (const param of names) {
    if (Object.hasOwn(extra, param)) {
      warnings.push(warning('parameter_dropped', { param, model }));
    }
  }
  return Object.fromEntries(kept);
}
