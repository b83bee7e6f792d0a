import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { postJson } from './post-json.ts';

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(() => upstream.close());

const admin = { authorization: 'Bearer admin-key' };
const serve = async (more: Record<string, string> = {}): Promise<ServeProcess> => {
  const server = await startServe({
    API_KEY: 'sk-operator',
    API_BASE_URL: upstream.origin,
    ADMIN_KEY: 'admin-key',
    ...more,
  });
  return server;
};

async function ask(
  url: string,
  headers: Record<string, string> = {},
  method: 'GET' | 'OPTIONS' | 'POST' = 'GET',
) {
  const answer = await request(url, { method, headers });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}

describe('/metrics', () => {
  let server: ServeProcess;
  beforeAll(async () => {
    // A relay sets prices that nobody knows; xAI tells what every picture cost.
    const xai = { XAI_API_KEY: 'sk-operator', XAI_BASE_URL: upstream.origin };
    server = await serve({ SECRET: 'door', ...xai });
  });
  afterAll(() => server.stop());

  /** The value of the one sample that begins like this; undefined where there is none. */
  const read = async (sample: string) => {
    const { text } = await ask(`${server.url}/metrics`, admin);
    const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };
  const generate = (body: object) =>
    postJson(`${server.url}/v1/images/generations`, { model: 'gpt-image-2', ...body }, admin);

  it('is shown to the operator alone, under any name', async () => {
    const { json } = await postJson(`${server.url}/v1/keys`, { name: 'ann' }, admin);
    const { secret } = json as unknown as { secret: string };
    const statusFor = async (headers: Record<string, string>) =>
      (await ask(`${server.url}/metrics`, headers)).status;
    expect(await statusFor({})).toBe(401);
    expect(await statusFor({ authorization: 'Bearer wrong' })).toBe(401);
    expect(await statusFor({ authorization: `Bearer ${secret}` })).toBe(403);
    const shown = await ask(`${server.url}/metrics`, { ...admin, host: 'maliang:3000' });
    expect(shown.status).toBe(200);
    expect(shown.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('counts requests, generations, images, money and what fails upstream', async () => {
    await generate({ prompt: 'a secret fox', model: 'xai/grok-imagine-image', n: 2 });
    upstream.mode('rejected');
    await generate({ prompt: 'a secret fox' });
    upstream.mode('paint');
    await generate({ prompt: 'a secret fox', model: 'a-model-of-the-callers' });
    const route = 'route="/v1/images/generations",method="POST"';
    const requests = 'maliang_http_request_duration_seconds_count';
    await expect.poll(() => read(`${requests}{${route},code="200"}`)).toBe(2);
    expect(await read(`${requests}{${route},code="400"}`)).toBe(1);
    const generations = 'maliang_generation_duration_seconds_count';
    const ended = (provider: string, model: string, status: string) =>
      read(`${generations}{provider="${provider}",model="${model}",status="${status}"}`);
    expect(await ended('xai', 'grok-imagine-image', 'hosted')).toBe(1);
    expect(await ended('relay', 'gpt-image-2', 'failed')).toBe(1);
    expect(await ended('relay', 'other', 'hosted')).toBe(1);
    expect(await read('maliang_images_total')).toBe(3);
    expect(await read('maliang_cost_usd_total')).toBe(0.08);
    expect(await read('maliang_queue_depth')).toBe(0);
    const errors = 'maliang_upstream_errors_total{provider="relay",class="rejected"}';
    expect(await read(errors)).toBe(1);
  });

  it('has every line in the format, and nothing that callers wrote', async () => {
    await ask(`${server.url}/v1/models/${'x'.repeat(50)}`, admin);
    await ask(`${server.url}/${'y'.repeat(50)}`, admin);
    await postJson(`${server.url}/door/generate_image`, { prompt: 'a secret fox' });
    await sleep(50);
    const { text } = await ask(`${server.url}/metrics`, admin);
    const sample = /^[a-z_]+(?:\{(?:[a-z]+="[^"\\\n]*",?)+\})? \d+(?:\.\d+)?(?:e-?\d+)?$/;
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => !line.startsWith('# ') && !sample.test(line))).toEqual([]);
    expect(text).toContain('route="/v1/models/:id"');
    expect(text).toContain('route="none"');
    expect(text).toContain('route="/:secret/generate_image"');
    expect(lines.join()).not.toMatch(/fox|x{9}|y{9}|door|a-model-of/);
  });

  it('counts a client that left as such', async () => {
    upstream.mode({ mode: 'paint', latencyMs: 300 });
    const left = new AbortController();
    const leaving = request(`${server.url}/v1/images/generations`, {
      method: 'POST',
      headers: { ...admin, 'content-type': 'application/json' },
      body: '{"prompt":"a fox","model":"gpt-image-2"}',
      signal: left.signal,
    });
    await sleep(100);
    expect(await read('maliang_queue_depth')).toBe(1);
    left.abort();
    await expect(leaving).rejects.toThrow();
    upstream.mode('paint');
    const sample =
      'maliang_http_request_duration_seconds_count{route="/v1/images/generations",method="POST",code="499"}';
    await expect.poll(() => read(sample)).toBe(1);
  });
});

describe('/readyz', () => {
  it('is 200 while work can be done, and tells which part fails', async () => {
    const server = await serve();
    onTestFinished(async () => void (await server.stop()));
    const ready = async () => {
      const { status, text } = await ask(`${server.url}/readyz`, { host: 'anything.test' });
      return { status, ...JSON.parse(text) };
    };
    expect(await ready()).toEqual({ status: 'ready', store: 'ok', storage: 'ok' });
    // A file where the folder was: nothing can be written there, not even by root.
    const folder = join(server.folder, 'data', 'spool');
    await rm(folder, { recursive: true, force: true });
    await writeFile(folder, '');
    await expect.poll(ready, { timeout: 5000, interval: 300 }).toEqual({
      status: 'not_ready',
      store: 'ok',
      storage: 'failed',
    });
    expect((await ask(`${server.url}/readyz`)).status).toBe(503);
    expect((await ask(`${server.url}/healthz`)).status).toBe(200);
    await rm(folder, { force: true });
    await mkdir(folder);
    await expect.poll(ready, { timeout: 5000, interval: 300 }).toMatchObject({ storage: 'ok' });
  });

  it('is 503 from the signal on, while what was begun is finished and nothing new is', async () => {
    const server = await serve();
    upstream.mode({ mode: 'paint', latencyMs: 1200 });
    const url = `${server.url}/v1/images/generations`;
    const body = { prompt: 'a fox', model: 'gpt-image-2' };
    const begun = postJson(url, body, admin);
    const asJob = await postJson(url, { ...body, async: true }, admin);
    await sleep(200);
    const stopped = server.stop();
    await expect
      .poll(async () => (await ask(`${server.url}/readyz`)).text)
      .toContain('shutting_down');
    const refused = await postJson(url, body, admin);
    expect(refused.status).toBe(503);
    expect(refused.json.error.code).toBe('shutting_down');
    expect(refused.headers.get('x-should-retry')).toBe('true');
    const { id } = asJob.json as unknown as { id: string };
    const job = await ask(`${server.url}/v1/generations/${id}`, admin);
    expect(JSON.parse(job.text)).toMatchObject({ id, ended_at: null });
    expect((await begun).status).toBe(200);
    expect(await stopped).toBe(0);
    upstream.mode('paint');
  });
});

describe('another site', () => {
  let server: ServeProcess;
  beforeAll(async () => {
    server = await serve({ CORS_ORIGINS: 'https://app.test, http://localhost:5173' });
  });
  afterAll(() => server.stop());

  const preflight = { 'access-control-request-method': 'POST' };
  const corsHeaders = (headers: object) =>
    Object.keys(headers).filter((name) => name.startsWith('access-control-'));

  it.each(['/v1/models', '/v1/images/generations', '/mcp', '/docs', '/door/generate_image'])(
    'is given no leave to call %s',
    async (path) => {
      for (const origin of ['https://evil.test', 'null', 'https://app.test.evil.test']) {
        const asked = await ask(`${server.url}${path}`, { origin, ...preflight }, 'OPTIONS');
        expect([403, 404]).toContain(asked.status);
        expect(corsHeaders(asked.headers)).toEqual([]);
        const called = await ask(`${server.url}${path}`, { origin, ...admin });
        expect(corsHeaders(called.headers)).toEqual([]);
      }
    },
  );

  it('is given leave where the operator named it, for every kind of answer', async () => {
    const origin = 'https://app.test';
    const wish = { ...preflight, 'access-control-request-headers': 'authorization,x-stainless-os' };
    const asked = await ask(`${server.url}/v1/images/generations`, { origin, ...wish }, 'OPTIONS');
    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'authorization,x-stainless-os',
      'access-control-allow-methods': expect.stringContaining('POST'),
    });
    expect(asked.headers).not.toHaveProperty('access-control-allow-credentials');
    const url = `${server.url}/v1/images/generations`;
    const body = { prompt: 'a fox', model: 'gpt-image-2' };
    for (const more of [{}, { stream: true }, { async: true }, { n: 'many' }]) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...admin, origin, 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, ...more }),
      });
      await answer.text();
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('access-control-expose-headers')).toContain('x-should-retry');
      expect(answer.headers.get('vary')).toContain('origin');
    }
    const unknown = await ask(url, { origin, authorization: 'Bearer wrong' }, 'POST');
    expect(unknown).toMatchObject({
      status: 401,
      headers: { 'access-control-allow-origin': origin },
    });
  });

  it('is not let in by its name alone', async () => {
    const answer = await ask(`${server.url}/v1/models`, {
      origin: 'https://app.test',
      host: 'rebound.test',
      ...admin,
    });
    expect(answer.status).toBe(403);
  });
});

describe('a trace', () => {
  it('reaches an SDK that was loaded into the process, with the caller’s own as its parent', async () => {
    const sdk = new URL('span-printer.mjs', import.meta.url);
    const server = await serve({ NODE_OPTIONS: `--import=${sdk}` });
    onTestFinished(async () => void (await server.stop()));
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const body = { prompt: 'a secret fox', model: 'gpt-image-2' };
    await postJson(`${server.url}/v1/images/generations`, body, { ...admin, traceparent });
    await expect.poll(() => server.log()).toContain('span ');
    const span = JSON.parse(/^span (.*)$/m.exec(server.log())?.[1] ?? '{}');
    expect(span).toMatchObject({
      name: 'generate_content gpt-image-2',
      parent: '00f067aa0ba902b7',
      attributes: {
        'gen_ai.operation.name': 'generate_content',
        'gen_ai.output.type': 'image',
        'gen_ai.provider.name': 'relay',
        'gen_ai.request.model': 'gpt-image-2',
      },
    });
    expect(JSON.stringify(span)).not.toContain('fox');
  });
});
