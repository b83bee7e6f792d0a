import { afterAll, describe, expect, it } from 'vitest';
import { createHttpClient } from '../kit/http-client.ts';
import { providerKinds } from './index.ts';
import { providerAt } from './openai.ts';

const client = createHttpClient({ trustedOrigins: [] });
afterAll(() => client.close());

it.each([
  ['https://api.openai.com', 'openai'],
  ['https://api.x.ai/v1', 'xai'],
  ['https://relay.example/v1', 'openai'],
])('speaks to %s as to %s', (baseUrl, kind) => {
  const provider = providerAt({ name: 'there', baseUrl, apiKey: 'k', client });
  expect(provider).toMatchObject({ name: 'there', kind, origin: new URL(baseUrl).origin });
});

it('reads no setting twice and has no name twice', () => {
  const settings = providerKinds.flatMap(({ key, address, extraSettings = [] }) =>
    [...(key ? [key] : []), address, ...extraSettings].flatMap((row) => [
      row.env,
      ...(row.aliases ?? []),
    ]),
  );
  expect(new Set(settings).size).toBe(settings.length);
  const names = providerKinds.map(({ kind }) => kind);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(providerKinds.map((kind) => [kind.kind, kind] as const))('%s', (name, kind) => {
  const baseUrl = kind.address.default ?? 'https://there.example';
  const extra = Object.fromEntries(
    (kind.extraSettings ?? []).map((row) => [row.env, row.default ?? row.words?.[0] ?? 'x']),
  );
  const create = () => kind.create({ name, baseUrl, apiKey: 'k', extra, client });

  it('comes to life under its name, with models that tell their source', () => {
    const provider = create();
    expect(provider.name).toBe(name);
    expect(provider.models().length).toBeGreaterThan(0);
    for (const row of provider.models()) {
      expect(row.source, row.model).toMatch(/\S/);
      if (row.price) expect(row.price.asOf, row.model).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });

  it('sends retired names on to living ones', () => {
    const rows = create().models();
    const living = new Set(rows.filter((row) => !row.retired).map((row) => row.model));
    const successors = rows.flatMap((row) => row.retired?.successor ?? []);
    expect(successors.filter((model) => !living.has(model))).toEqual([]);
    expect(rows[0]?.retired).toBeUndefined();
  });
});

it('knows what became of the names that vendors retired', () => {
  for (const baseUrl of ['https://api.openai.com', 'https://api.x.ai']) {
    const rows = providerAt({ name: 'vendor', baseUrl, apiKey: 'k', client }).models();
    expect(rows.filter((row) => row.retired).length).toBeGreaterThan(0);
  }
});
