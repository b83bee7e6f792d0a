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

/** Pixels of the picture that `imageTokens` counts for. */
const pixelsCounted = 1024 * 1024;

/** What a request priced by tokens can cost at most, in US dollars; undefined where nobody knows. */
export function ceilingUsd({ maliang }: Model, choices: Choices): number | undefined {
  const { perMillionTokens, imageTokens } = maliang.price ?? {};
  if (!perMillionTokens || !imageTokens) return undefined;
  const tokens = imageTokens[choices.quality ?? ''] ?? Math.max(...Object.values(imageTokens));
  const [, width, height] = /^(\d+)x(\d+)$/.exec(choices.size ?? '') ?? [];
  const pixels = Number(width ?? 0) * Number(height ?? 0);
  const scale = Math.max(1, pixels / pixelsCounted);
  return (tokens * scale * choices.n * perMillionTokens.imageOut) / 1_000_000;
}

/** What some models will cost together, in words: an estimate, the most it can be, or unknown. */
export function foretellText(
  models: readonly Model[],
  choicesOf: (model: Model) => Choices,
): string {
  const costs = models.map((model) => {
    const choices = choicesOf(model);
    const usd = estimateUsd(model, choices);
    return { usd: usd ?? ceilingUsd(model, choices), isCeiling: usd === undefined };
  });
  const known = costs.filter(({ usd }) => usd !== undefined);
  if (known.length === 0) return t('cost.unknown');
  const usd = known.reduce((sum, cost) => sum + (cost.usd ?? 0), 0);
  const cost = known.some(({ isCeiling }) => isCeiling)
    ? t('cost.atMost', { amount: dollars(usd) })
    : costText(usd, 'estimated');
  const count = costs.length - known.length;
  return count === 0 ? cost : t('compare.unknown', { cost, count });
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
