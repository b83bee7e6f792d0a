import { afterAll, describe, expect, it } from 'vitest';
import { costOf } from '../src/core/cost.ts';
import type { Usage } from '../src/core/generation.ts';
import { createHttpClient } from '../src/kit/http-client.ts';
import { providerKinds } from '../src/providers/index.ts';
import { pictureInput } from './contract/provider-request.ts';
import { type PublishedPrice, publishedPrices } from './contract/published-prices.ts';

const client = createHttpClient({ trustedOrigins: [] });
afterAll(() => client.close());

/** Every living row of every kind, at its vendor's own address. */
const rows = providerKinds.flatMap(({ kind, address, extraSettings = [], create }) => {
  const extra = extraSettings.flatMap((setting) =>
    setting.default === undefined && !setting.required
      ? []
      : [[setting.env, setting.default ?? setting.words?.[0] ?? 'x'] as const],
  );
  const baseUrl = address.default ?? 'https://there.example';
  const given = { name: kind, baseUrl, apiKey: 'k', extra: Object.fromEntries(extra), client };
  const living = create(given)
    .models()
    .filter((row) => !row.retired);
  return living.map((row) => ({ name: `${kind}/${row.model}`, row }));
});

/** What an answer counted, priced by the million. */
function counted({ tokens }: PublishedPrice): Usage | undefined {
  if (!tokens) return undefined;
  const { textIn = 0, imageIn = 0, imageOut = 0 } = tokens;
  return {
    inputTokens: textIn + imageIn,
    outputTokens: imageOut,
    totalTokens: textIn + imageIn + imageOut,
    textInputTokens: textIn,
    imageInputTokens: imageIn,
    costUsd: undefined,
  };
}

describe('the price table', () => {
  it('has a published example for every model that is priced', () => {
    const known = new Set(publishedPrices.map(({ model }) => model));
    const missing = rows.filter(({ name, row }) => row.price && !known.has(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('prices no model that nobody published a price of', () => {
    const names = new Set(rows.map(({ name }) => name));
    expect(publishedPrices.filter(({ model }) => !names.has(model))).toEqual([]);
  });

  it.each(publishedPrices.map((example) => [describeExample(example), example] as const))(
    '%s',
    (_, example) => {
      const row = rows.find(({ name }) => name === example.model)?.row;
      if (!row?.price) throw new Error('there is no such price');
      const inputs = Array.from({ length: example.inputs ?? 0 }, () => pictureInput(1));
      const { quality, size } = example;
      const cost = costOf(row, { quality, size, inputs }, counted(example), 1);
      const rate = example.currency === 'CNY' ? (row.price.currency?.perUsd ?? Number.NaN) : 1;
      expect(row.price.currency?.code ?? 'USD').toBe(example.currency ?? 'USD');
      expect((cost?.usd ?? Number.NaN) * rate).toBeCloseTo(example.price, 4);
      const isFree = example.price === 0;
      expect(cost?.kind).toBe(example.tokens || isFree ? 'exact' : 'estimated');
      expect(row.price.source).toContain(example.source);
      expect(row.price.asOf).toMatch(/^2026-\d\d-\d\d$/);
    },
  );

  it('leaves unknown what has no price, and never calls it nothing', () => {
    const unknown = rows.filter(({ row }) => !row.price);
    expect(unknown.length).toBeGreaterThan(10);
    for (const { row } of unknown) {
      expect(costOf(row, { quality: undefined, size: undefined }, undefined, 1)).toBeUndefined();
    }
  });
});

function describeExample({
  model,
  quality,
  size,
  inputs,
  tokens,
  price,
  currency,
}: PublishedPrice) {
  const what = [quality, size, inputs && `${inputs} inputs`, tokens && 'by its tokens'];
  const wished = what.filter(Boolean).join(', ') || 'as it comes';
  return `${model}, ${wished}: ${price} ${currency ?? 'USD'}`;
}
