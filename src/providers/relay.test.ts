import { afterAll, expect, it } from 'vitest';
import { createHttpClient } from '../kit/http-client.ts';
import { providerOfCaller, relayKind } from './relay.ts';

const client = createHttpClient({ trustedOrigins: [] });
afterAll(() => client.close());

const baseUrl = 'https://relay.example';

it('claims no price and no retired names', () => {
  const relay = relayKind.create({ name: 'relay', baseUrl, apiKey: 'k', extra: {}, client });
  expect(relay.models().length).toBeGreaterThan(0);
  expect(relay.models().filter((row) => row.price || row.retired)).toEqual([]);
});

it('asks for the older server’s model where none is named, also for callers', () => {
  const relay = relayKind.create({ name: 'relay', baseUrl, apiKey: 'k', extra: {}, client });
  expect(relay.defaultModel).toBe('gpt-image-1');
  const callers = providerOfCaller({ baseUrl, apiKey: 'k', client });
  expect(callers).toMatchObject({ name: 'caller', defaultModel: 'gpt-image-1' });
});

it('speaks xAI’s wire at xAI’s address', () => {
  const there = { name: 'relay', baseUrl: 'https://api.x.ai/v1', apiKey: 'k', extra: {}, client };
  expect(relayKind.create(there).kind).toBe('xai');
});
