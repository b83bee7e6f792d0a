import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { call, connectHttp, connectStdio } from './mcp-client.ts';
import { postJson } from './post-json.ts';

let upstream: FakeUpstream;
let server: ServeProcess;
let charged: number;
let count = 0;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  server = await startServe({
    OPENAI_API_KEY: 'sk-1',
    OPENAI_BASE_URL: upstream.baseUrl,
    SECRET: 'sesame',
  });
});
afterAll(async () => {
  await server.stop();
  await upstream.close();
});
beforeEach(() => {
  upstream.mode('paint');
  charged = upstream.charges;
  count += 1;
});

const spent = () => upstream.charges - charged;
const wish = (changes: object = {}) => ({
  prompt: `fox ${count}`,
  model: 'gpt-image-2',
  size: '1024x1024',
  ...changes,
});
const generate = (body: object, headers: Record<string, string> = {}, route = '') =>
  postJson(`${server.url}${route}/v1/images/generations`, body, headers);
const keyed = (name = 'k') => ({ 'idempotency-key': `${name} ${count}` });

describe('Idempotency-Key', () => {
  it('replays the same bytes, with a header and without cost', async () => {
    const [first, again] = [await generate(wish(), keyed()), await generate(wish(), keyed())];
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.json.data).toEqual(first.json.data);
    expect(again.json.maliang.id).toBe(first.json.maliang.id);
    expect(spent()).toBe(1);
  });

  it('lets 20 twins at once wait for one picture, however each wants it', async () => {
    upstream.mode({ mode: 'paint', latencyMs: 200 });
    const twins = await Promise.all(
      Array.from({ length: 20 }, (_, place) =>
        generate(wish({ response_format: place % 2 ? 'url' : 'b64_json' }), keyed()),
      ),
    );
    expect(new Set(twins.map(({ json }) => json.maliang.id)).size).toBe(1);
    expect(twins.filter(({ headers }) => headers.has('idempotent-replayed'))).toHaveLength(19);
    expect(spent()).toBe(1);
  });

  it('refuses another wish under it, and a key that is too long', async () => {
    await generate(wish(), keyed());
    const other = await generate(wish({ prompt: 'another' }), keyed());
    expect(other).toMatchObject({
      status: 422,
      json: { error: { code: 'idempotency_key_reused' } },
    });
    const long = await generate(wish(), { 'idempotency-key': 'x'.repeat(256) });
    expect(long).toMatchObject({ status: 400, json: { error: { param: 'Idempotency-Key' } } });
    expect(spent()).toBe(1);
  });

  it('tells an unknown outcome as 409, which the official client does not send again', async () => {
    upstream.mode('reset');
    const paints = () => upstream.paints().length;
    const before = paints();
    expect((await generate(wish(), keyed())).status).toBe(502);
    const again = await generate(wish(), keyed());
    expect(again).toMatchObject({ status: 409, json: { error: { code: 'outcome_unknown' } } });
    expect(again.headers.get('x-should-retry')).toBe('false');
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'x' });
    const asking = client.images.generate(wish(), { headers: keyed() });
    await expect(asking).rejects.toMatchObject({ status: 409 });
    expect(paints() - before).toBe(1);
  });

  it('replays as a stream and as a job too', async () => {
    const first = await generate(wish(), keyed());
    const url = `${server.url}/v1/images/generations`;
    const asJob = await postJson(url, wish({ async: true }), keyed());
    expect(asJob).toMatchObject({ status: 202, json: { id: first.json.maliang.id } });
    expect(spent()).toBe(1);
  });

  it('works on the older routes, where the purse is part of it', async () => {
    const older = (apiKey: string) =>
      postJson(
        `${server.url}/sesame/generate_image`,
        { ...wish(), apiKey, baseURL: upstream.baseUrl, response_format: 'base64' },
        keyed(),
      );
    const [first, again, other] = [await older('sk-a'), await older('sk-a'), await older('sk-b')];
    expect(again.json.images).toEqual(first.json.images);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(other.headers.get('idempotent-replayed')).toBeNull();
    expect(spent()).toBe(2);
  });

  it('is an argument of the MCP tools', async () => {
    const client = await connectHttp(server.url, '2026');
    const arguments_ = { ...wish(), idempotency_key: `mcp ${count}` };
    const first = await call(client, 'generate_image', arguments_);
    const again = await call(client, 'generate_image', arguments_);
    expect(again.texts[0]).toBe(first.texts[0]);
    expect(first.texts[1]).not.toContain('earlier call');
    expect(again.texts[1]).toContain('painted for an earlier call, nothing new was spent');
    expect(again.structured).toMatchObject({ replayed: true });
    const other = await call(client, 'generate_image', { ...arguments_, prompt: 'another' });
    expect(other).toMatchObject({ isError: true });
    expect(other.texts[0]).toContain('[idempotency_key_reused]');
    await client.close();
    expect(spent()).toBe(1);
  });
});

describe('a retry of the client itself', () => {
  it('joins: the official client times out twice and pays once', async () => {
    upstream.mode({ mode: 'paint', latencyMs: 1_500 });
    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'x', timeout: 600 });
    const { data } = await client.images.generate(wish(), { maxRetries: 5 });
    expect(data?.[0]?.b64_json?.length).toBeGreaterThan(100);
    expect(spent()).toBe(1);
  });

  it('is given the answer that was cut off, and after a whole one a new picture', async () => {
    const left = new AbortController();
    const url = `${server.url}/v1/images/generations`;
    const headers = { 'content-type': 'application/json' };
    upstream.mode({ mode: 'paint', latencyMs: 200 });
    const body = JSON.stringify(wish());
    const first = fetch(url, { method: 'POST', headers, body, signal: left.signal });
    setTimeout(() => left.abort(), 100);
    await expect(first).rejects.toThrow();
    const retry = { 'x-stainless-retry-count': '1' };
    const second = await generate(wish(), retry);
    // Its connection stays open, by which a whole answer is known.
    await sleep(1_500);
    const third = await generate(wish(), retry);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(third.headers.get('idempotent-replayed')).toBeNull();
    expect(spent()).toBe(2);
  });

  it('never is where it does not say so', async () => {
    const twins = await Promise.all([generate(wish()), generate(wish())]);
    const count0 = await generate(wish(), { 'x-stainless-retry-count': '0' });
    expect(new Set([...twins, count0].map(({ json }) => json.maliang.id)).size).toBe(3);
    expect(spent()).toBe(3);
  });
});

describe('an equal MCP call', () => {
  it('joins the one whose stream was closed, and is new after an answer', async () => {
    upstream.mode({ mode: 'paint', latencyMs: 700 });
    const leaving = await connectHttp(server.url, '2026');
    const lost = call(leaving, 'generate_image', wish()).catch(() => undefined);
    while (spent() === 0 && upstream.paints().at(-1)?.json?.prompt !== wish().prompt) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await leaving.close();
    await lost;
    const client = await connectHttp(server.url, '2026');
    const again = await call(client, 'generate_image', wish());
    const next = await call(client, 'generate_image', wish());
    await client.close();
    expect(again.structured).toMatchObject({ replayed: true });
    expect(next.structured?.replayed).toBeUndefined();
    expect(spent()).toBe(2);
  });

  it('joins what a stdio server painted whose host had gone', async () => {
    const { createSandbox } = await import('./maliang-process.ts');
    const sandbox = await createSandbox({
      OPENAI_API_KEY: 'sk-1',
      OPENAI_BASE_URL: upstream.baseUrl,
      PORT: '39318',
    });
    upstream.mode({ mode: 'paint', latencyMs: 300 });
    const first = await connectStdio(sandbox, '2025');
    const lost = call(first, 'generate_image', wish()).catch(() => undefined);
    while (spent() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await first.close();
    await lost;
    const second = await connectStdio(sandbox, '2025');
    const again = await call(second, 'generate_image', wish());
    await second.close();
    await sandbox.remove();
    expect(again.structured).toMatchObject({ replayed: true });
    expect(spent()).toBe(1);
  });
});
