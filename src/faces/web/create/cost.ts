import type { CostKind, Model } from '../api/shapes.ts';
import { languageTag, locale, t } from '../state/locale.ts';
import type { Choices } from './choices.ts';

/** What a request will cost by its price table, in US dollars; undefined where nobody knows. */
export function estimateUsd({ maliang }: Model, choices: Choices): number | undefined {
  const table = maliang.price?.perImage;
  const quality = choices.quality ?? maliang.qualities?.[0] ?? '*';
  const size = choices.size ?? maliang.sizes?.[0] ?? '*';
  const each = table?.[`${quality}:${size}`] ?? table?.[quality] ?? table?.['*'];
  return each === undefined ? undefined : each * choices.n;
}

/** A cost for people: what is unknown is said to be, and is never a zero. */
export function costText(usd: number | null | undefined, kind: CostKind): string {
  if (usd === null || usd === undefined || kind === 'unknown') return t('cost.unknown');
  if (usd === 0) return t('cost.free');
  const amount = dollars(usd);
  return kind === 'exact' ? amount : t('cost.about', { amount });
}

/** Dollars with as many digits as a small amount needs. */
export function dollars(usd: number): string {
  const digits = usd >= 1 ? 2 : usd >= 0.01 ? 3 : 5;
  return new Intl.NumberFormat(languageTag(locale.value), {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(usd);
}
