import type { ExchangeRate, Price } from '../../core/capability.ts';

/** What prices in renminbi are converted with. */
export const yuan: ExchangeRate = {
  code: 'CNY',
  perUsd: 6.7795,
  source: 'SAFE central parity, 100 USD = 677.95 CNY, quoted by a third party',
  asOf: '2026-09-08',
};

/** A price list in renminbi, as a vendor publishes it. */
export type YuanPrice = Pick<Price, 'perImage' | 'upToPixels' | 'perInput' | 'source' | 'asOf'>;

/** The same list in US dollars, to the millionth, with the rate it was converted at. */
export function yuanPrice({ perImage = {}, upToPixels, perInput, ...said }: YuanPrice): Price {
  const prices = Object.entries(perImage).map(([what, price]) => [what, toUsd(price)] as const);
  return {
    perImage: Object.fromEntries(prices),
    perMillionTokens: undefined,
    ...(upToPixels && {
      upToPixels: upToPixels.map(({ pixels, usd }) => ({ pixels, usd: toUsd(usd) })),
    }),
    ...(perInput && { perInput: { ...perInput, usd: toUsd(perInput.usd) } }),
    currency: yuan,
    ...said,
  };
}

function toUsd(price: number): number {
  return Math.round((price / yuan.perUsd) * 1_000_000) / 1_000_000;
}
