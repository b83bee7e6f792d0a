import type { ProviderRequest } from '../../core/provider.ts';
import { type Warning, warning } from '../../core/warnings.ts';

/** The asked seed within the first `count` a vendor takes; another one joins the warnings. */
export function saySeed(
  { seed, model }: Pick<ProviderRequest, 'seed' | 'model'>,
  count: number,
  warnings: Warning[],
): number | undefined {
  if (seed === undefined) return undefined;
  const said = seed % count;
  if (said !== seed) {
    const values = { param: 'seed', from: String(seed), to: String(said), model };
    warnings.push(warning('parameter_mapped', values));
  }
  return said;
}
