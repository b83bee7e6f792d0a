import type { Ceiling } from '../asking.ts';
import { toMicro } from '../cost.ts';
import type { Template } from '../template.ts';

/** When a price has to be agreed to, in US dollars. */
export interface ConsentRule {
  /** What may cost more is asked about; undefined asks nobody. */
  confirmAboveUsd?: number | undefined;
  /** What an image counts as whose price nobody knows; undefined as above any limit. */
  assumedPriceUsd?: number | undefined;
}

/** What something may come to, as far as is known or the operator assumes. */
export function priceOf({ usd, images }: Ceiling, rule: ConsentRule): number | undefined {
  const { assumedPriceUsd } = rule;
  const price = usd ?? (assumedPriceUsd === undefined ? undefined : assumedPriceUsd * images);
  return price === undefined ? undefined : toMicro(price);
}

/** Whether what something may cost, in US dollars, is to be agreed to; so is what nobody knows. */
export function needsConsent(usd: number | undefined, { confirmAboveUsd }: ConsentRule): boolean {
  return confirmAboveUsd !== undefined && (usd === undefined || usd > confirmAboveUsd);
}

/** What several may come to together; undefined where nobody knows it of one of them. */
export function sumPrices(parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce<number | undefined>(
    (sum, part) => (sum === undefined || part === undefined ? undefined : toMicro(sum + part)),
    0,
  );
}

/** A price for people, rounded up: it says what something may come to at most. */
export function describePrice(usd: number | undefined): Template {
  if (usd === undefined) return { en: 'an amount nobody knows', zh: '未知的金额' };
  const shown = `$${(Math.ceil(Math.round(usd * 1_000_000) / 100) / 10_000).toString()}`;
  return { en: `up to ${shown}`, zh: `最多 ${shown}` };
}
