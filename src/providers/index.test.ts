import { expect, it } from 'vitest';
import { createHttpClient } from '../kit/http-client.ts';
import { providerAt, providerEntries } from './index.ts';

const client = createHttpClient({ trustedOrigins: [] });

it.each([
  ['https://api.openai.com', 'openai'],
  ['https://api.x.ai/v1', 'xai'],
  ['https://relay.example/v1', 'openai'],
])('speaks to %s as to %s', (baseUrl, kind) => {
  const provider = providerAt({ name: 'there', baseUrl, apiKey: 'k', client });
  expect(provider).toMatchObject({ name: 'there', kind, origin: new URL(baseUrl).origin });
});

it('reads no setting twice and has no name twice', () => {
  const settings = providerEntries.flatMap(({ needs }) => [needs.apiKey, needs.baseUrl]);
  expect(new Set(settings).size).toBe(settings.length);
  const names = providerEntries.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

it('brings every provider to life under its name', () => {
  for (const { name, create } of providerEntries) {
    const provider = create({ name, baseUrl: 'https://there.example', apiKey: 'k', client });
    expect(provider.name).toBe(name);
    expect(provider.models().length).toBeGreaterThan(0);
  }
});

it('sends retired names on the vendor’s own origin only to living ones', () => {
  for (const baseUrl of ['https://api.openai.com', 'https://api.x.ai']) {
    const rows = providerAt({ name: 'vendor', baseUrl, apiKey: 'k', client }).models();
    const living = new Set(rows.filter((row) => !row.retired).map((row) => row.model));
    const successors = rows.flatMap((row) => row.retired?.successor ?? []);
    expect(successors.length).toBeGreaterThan(0);
    expect(successors.filter((model) => !living.has(model))).toEqual([]);
    expect(rows[0]?.retired).toBeUndefined();
  }
});

it('claims no price and no retired names for a relay', () => {
  const relay = providerAt({
    name: 'relay',
    baseUrl: 'https://relay.example',
    apiKey: 'k',
    client,
  });
  expect(relay.models().filter((row) => row.price || row.retired)).toEqual([]);
});
