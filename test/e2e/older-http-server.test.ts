import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sniffImage } from '../../src/kit/media-type.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { postJson } from './post-json.ts';

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));

describe('users of the older HTTP server', () => {
  let upstream: FakeUpstream;
  let server: ServeProcess;
  beforeAll(async () => {
    upstream = await startFakeUpstream();
    server = await startServe({
      SECRET: 'open-sesame',
      RATE_LIMIT: '1000',
      ADMIN_KEY: 'the-operator',
      API_BASE_URL: upstream.origin,
    });
  });
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });
  beforeEach(() => upstream.mode('paint'));

  const generate = (body: object, secret = 'open-sesame') =>
    postJson(`${server.url}/${secret}/generate_image`, body);
  const asked = () => upstream.paints().at(-1);

  it('get the upstream’s own URLs at once, and one revised prompt an image', async () => {
    const { status, json } = await generate({
      apiKey: 'xai-callers-own',
      prompt: 'a fox',
      model: 'grok-imagine-image',
      n: 3,
    });
    expect(status).toBe(200);
    expect(json.images).toHaveLength(3);
    for (const url of json.images) expect(url).toContain(`${upstream.origin}/files/`);
    expect(json.revised_prompts).toEqual(['a fox (0)', 'a fox (1)', 'a fox (2)']);
    expect(asked()?.headers.authorization).toBe('Bearer xai-callers-own');
    expect(asked()?.json).toMatchObject({ prompt: 'a fox', n: 3, model: 'grok-imagine-image' });
  });

  it('get bare base64 by either name of the field and either word for it', async () => {
    for (const wish of [
      { response_format: 'b64_json' },
      { response_format: 'base64' },
      { returnFormat: 'base64' },
    ]) {
      const { status, json } = await generate({
        apiKey: 'k',
        prompt: 'a fox',
        model: 'm',
        ...wish,
      });
      expect(status).toBe(200);
      expect(json.images[0]).toMatch(/^[A-Za-z0-9+/]+=*$/);
      expect(sniffImage(Buffer.from(json.images[0] ?? '', 'base64'))).toBeDefined();
    }
  });

  it('get our URL where they ask for one and base64 comes', async () => {
    upstream.mode('b64');
    const { json } = await generate({ apiKey: 'k', prompt: 'a fox', model: 'm' });
    expect(json.images[0]).toContain(`${server.url}/i/`);
    const picture = await fetch(json.images[0] ?? '');
    expect(sniffImage(Buffer.from(await picture.arrayBuffer()))).toBeDefined();
  });

  it('are given what was passed on again, by their key or a retry, and nobody downloads it', async () => {
    const downloads = () => upstream.requests.filter(({ path }) => path.startsWith('/files/'));
    const before = downloads().length;
    const ask = (headers: Record<string, string>, more = {}) =>
      postJson(
        `${server.url}/open-sesame/generate_image`,
        { apiKey: 'k', prompt: 'a linked fox', model: 'grok-imagine-image', ...more },
        headers,
      );
    const first = await ask({ 'idempotency-key': 'linked' });
    const paid = upstream.paints().length;
    const again = await ask({ 'idempotency-key': 'linked' });
    expect(again.json).toEqual(first.json);
    expect(again.json.revised_prompts).toEqual(['a linked fox (0)']);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const other = await ask({ 'idempotency-key': 'linked' }, { response_format: 'b64_json' });
    expect(other.status).toBe(422);
    expect(upstream.paints()).toHaveLength(paid);
    const id = first.headers.get('x-maliang-generation-id');
    const shown = await fetch(`${server.url}/v1/generations/${id}`, {
      headers: { authorization: 'Bearer the-operator' },
    });
    expect(await shown.json()).toMatchObject({
      state: 'hosted',
      data: [],
      links: [{ index: 0, url: first.json.images[0], revised_prompt: 'a linked fox (0)' }],
    });
    expect(downloads()).toHaveLength(before);
  });

  it('may leave the model out, and name their own base URL only where it is trusted', async () => {
    await generate({ apiKey: 'k', prompt: 'a fox' });
    expect(asked()?.json?.model).toBe('grok-2-image-latest');
    const { status, json } = await generate({
      apiKey: 'k',
      prompt: 'a fox',
      baseURL: 'http://169.254.169.254',
    });
    expect(status).toBe(400);
    expect(json.error).toContain('not a public address');
  });

  it('see the older server’s errors: one text, the upstream’s status and Retry-After', async () => {
    expect(await generate({ apiKey: 'k', prompt: 'x' }, 'wrong')).toMatchObject({
      status: 401,
      json: { error: 'Unauthorized request' },
    });
    expect(await generate({ prompt: 'x' })).toMatchObject({ status: 400 });
    expect(await generate({ apiKey: 'k' })).toMatchObject({ status: 400 });
    upstream.mode({ mode: 'rate-limited', retryAfter: 77 });
    const limited = await generate({ apiKey: 'k', prompt: 'x' });
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('77');
    expect(limited.json.error).toBeTypeOf('string');
    upstream.mode('unauthorized');
    expect((await generate({ apiKey: 'k', prompt: 'x' })).status).toBe(401);
    upstream.mode({ mode: 'error-json', status: 500 });
    expect((await generate({ apiKey: 'k', prompt: 'x' })).status).toBe(500);
  });

  it('use the OpenAI-shaped route with their key as Bearer; odd values are left out and told', async () => {
    upstream.mode('b64');
    const { status, headers, json } = await postJson(
      `${server.url}/open-sesame/v1/images/generations`,
      {
        prompt: 'a fox',
        model: 'gpt-image-2',
        size: '1024x1024',
        quality: 'standard',
        style: 'vivid',
        response_format: 'b64_json',
      },
      { authorization: 'Bearer sk-callers-own' },
    );
    expect(status).toBe(200);
    expect(sniffImage(Buffer.from(json.data[0]?.b64_json ?? '', 'base64'))).toMatchObject({
      width: 1024,
    });
    expect(headers.get('x-maliang-warnings')).toContain('quality');
    expect(asked()?.headers.authorization).toBe('Bearer sk-callers-own');
    expect(asked()?.json).not.toHaveProperty('quality', 'standard');
    const keyless = await postJson(`${server.url}/open-sesame/v1/images/generations`, {
      prompt: 'x',
    });
    expect(keyless).toMatchObject({ status: 400, json: { error: expect.any(String) } });
  });

  it('open nothing else with the secret', async () => {
    const { status } = await postJson(`${server.url}/open-sesame/v1/models`, {});
    expect(status).toBe(404);
  });

  it('run the client script of the older server’s README unchanged', async () => {
    upstream.mode('paint');
    const script = join(here, 'older_client.py');
    const { stdout } = await run('/usr/bin/python3', [script, server.url, 'open-sesame']);
    expect(JSON.parse(stdout)).toEqual({
      url: { status: 200, images: 1, size: [1024, 1024] },
      base64: { status: 200, images: 1, size: [1024, 1024] },
    });
  });
});

describe('the older server’s limits', () => {
  it('count requests a minute and address, five where nothing is set', async () => {
    const upstream = await startFakeUpstream();
    const server = await startServe({ SECRET: 's', API_BASE_URL: upstream.origin });
    const statuses: number[] = [];
    for (let request = 0; request < 7; request += 1) {
      const { status, headers } = await postJson(`${server.url}/s/generate_image`, {
        apiKey: 'k',
        prompt: 'x',
      });
      statuses.push(status);
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    await server.stop();
    await upstream.close();
  });

  it('refuse a secret that is the name of a route', async () => {
    await expect(startServe({ SECRET: 'v1' })).rejects.toThrow('SECRET must be');
  });
});
