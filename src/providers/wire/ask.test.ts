import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rejection } from '../../../test/contract/provider-request.ts';
import { startWire, type WireUpstream } from '../../../test/fakes/wire-upstream.ts';
import { retryPolicy } from '../../core/retry.ts';
import { createHttpClient, type HttpClient } from '../../kit/http-client.ts';
import { askUpstream, type Question } from './ask.ts';
import { callContext, deadlines, type Upstream } from './call.ts';

describe('askUpstream', () => {
  let server: WireUpstream;
  let other: WireUpstream;
  let client: HttpClient;
  let upstream: Upstream;
  const wire = {
    isPaint: () => false,
    keyOf: () => undefined,
    paint: () => ({}),
    other: ({ path }: { path: string }) =>
      ({
        '/tasks/1': { json: { state: 'done' } },
        '/tasks/none': {},
        '/tasks/gone': { status: 404, json: { message: 'Not found.' } },
      })[path],
    error: (message: string) => ({ message }),
    refusals: {},
  };

  beforeAll(async () => {
    server = await startWire(wire);
    other = await startWire(wire);
    client = createHttpClient({ trustedOrigins: [server.origin, other.origin] });
    const rules = { retry: retryPolicy, deadlines };
    upstream = { name: 'there', base: server.origin, apiKey: 'k', client, ...rules };
  });
  afterAll(async () => {
    await client.close();
    await server.close();
    await other.close();
  });

  const ask = (question: Partial<Question>, more: Partial<Upstream> = {}) =>
    askUpstream(
      { ...upstream, ...more },
      { method: 'GET', url: '/tasks/1', ...question },
      callContext(upstream, 'm'),
      new AbortController().signal,
    );

  it('gives back the JSON, and nothing for an empty answer', async () => {
    expect(await ask({})).toEqual({ state: 'done' });
    expect(await ask({ url: '/tasks/none', method: 'DELETE' })).toBeUndefined();
  });

  it('asks with the key, in the header its vendor wants', async () => {
    await ask({});
    expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer k');
    await ask({}, { authorize: (key) => ({ 'x-key': key }) });
    expect(server.requests.at(-1)?.headers['x-key']).toBe('k');
  });

  it('gives the key to no other address, unless that is the vendor’s as well', async () => {
    const url = `${other.origin}/tasks/1`;
    await ask({ url });
    expect(other.requests.at(-1)?.headers).not.toHaveProperty('authorization');
    await ask({ url }, { owns: ({ origin }) => origin === other.origin });
    expect(other.requests.at(-1)?.headers.authorization).toBe('Bearer k');
  });

  it('rejects with what a refusal means', async () => {
    expect(await rejection(ask({ url: '/tasks/gone' }))).toMatchObject({
      code: 'upstream_rejected',
      details: { upstreamStatus: 404 },
    });
  });
});
