import type { Asking, Ceiling } from '../../core/asking.ts';
import { describePrice, needsConsent, priceOf } from '../../core/cost/consent.ts';
import { AppError } from '../../core/errors.ts';
import { readFlag } from '../../core/request.ts';
import type { HttpOptions } from './context.ts';

/**
 * Whether a request wants to be refused where its price has to be agreed to: only one that says
 * `confirm_cost: false`, as a page does that can ask its user. Throws `invalid_type`.
 */
export function wantsToBeAsked(value: unknown, { consent }: HttpOptions): boolean {
  return readFlag('confirm_cost', value) === false && consent?.confirmAboveUsd !== undefined;
}

/** What refuses one wish whose price has to be agreed to; nothing where nobody is to be asked. */
export function askingFirst(value: unknown, options: HttpOptions): Pick<Asking, 'approve'> {
  if (!wantsToBeAsked(value, options)) return {};
  return {
    approve: (ceiling: Ceiling) => refuseDear(priceOf(ceiling, options.consent ?? {}), options),
  };
}

/** Throws `cost_not_confirmed` where a price, in US dollars, has to be agreed to. */
export function refuseDear(usd: number | undefined, { consent = {} }: HttpOptions): void {
  if (!needsConsent(usd, consent)) return;
  const aboveUsd = consent.confirmAboveUsd ?? 0;
  const values = { cost: describePrice(usd), limit: `$${aboveUsd}` };
  throw new AppError('cost_not_confirmed', values, {
    param: 'confirm_cost',
    consent: { usd, aboveUsd },
  });
}
