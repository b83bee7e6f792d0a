import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sniffImage } from '../../src/kit/media-type.ts';
import { type FakeLsky, startFakeLsky } from '../fakes/lsky.ts';
import {
  type FakeUpstream,
  startFakeUpstream,
  type UpstreamMode,
} from '../fakes/openai-upstream.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';

describe('the official OpenAI client', () => {
  let upstream: FakeUpstream;
  let host: FakeLsky;
  let server: ServeProcess;
  let client: OpenAI;

  beforeAll(async () => {
    [upstream, host] = await Promise.all([startFakeUpstream(), startFakeLsky()]);
    server = await startServe({
      API_KEY: 'sk-operator',
      API_BASE_URL: upstream.origin,
      IMAGE_HOSTING_URL: host.uploadUrl,
      IMAGE_HOSTING_TOKEN: host.token,
      ADMIN_KEY: 'admin-key',
    });
    client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'admin-key' });
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([upstream.close(), host.close()]);
  });
  afterEach(() => {
    upstream.mode('paint');
    host.fail(undefined);
  });

  const generate = (more: object = {}) =>
    client.images.generate({ model: 'gpt-image-2', prompt: '雪中的红狐狸 🦊', ...more });

  it('gets base64 with usage, and the upstream the prompt to the byte', async () => {
    const { data, usage, created } = await generate();
    const picture = Buffer.from(data?.[0]?.b64_json ?? '', 'base64');
    expect(sniffImage(picture)).toMatchObject({ mediaType: 'image/png', width: 1024 });
    expect(usage?.total_tokens).toBeGreaterThan(0);
    expect(created).toBeGreaterThan(1_700_000_000);
    expect(upstream.paints().at(-1)?.json).toMatchObject({ prompt: '雪中的红狐狸 🦊' });
  });

  it('gets the image host’s URL for base64 and for URL answers alike', async () => {
    for (const mode of ['b64', 'url'] as const) {
      upstream.mode(mode);
      const { data } = await generate({ response_format: 'url' });
      expect(data?.[0]?.url).toBe(host.uploads.at(-1)?.url);
      expect(host.uploads.at(-1)?.sha256).toBe(upstream.painted.at(-1)?.sha256);
    }
  });

  it('gets three images for n=3, in order', async () => {
    const { data } = await generate({ n: 3, response_format: 'url' });
    const bySha = new Map(host.uploads.map(({ url, sha256 }) => [url, sha256]));
    const painted = upstream.painted.slice(-3).map(({ sha256 }) => sha256);
    expect(data?.map(({ url }) => bySha.get(url ?? ''))).toEqual(painted);
  });

  it('has what DALL·E called its values said anew, and is told so', async () => {
    const old = { quality: 'hd', size: '512x512', style: 'vivid' } as const;
    const { response } = await generate({ ...old, response_format: 'url' }).withResponse();
    const { json } = upstream.paints().at(-1) ?? {};
    expect(json).toMatchObject({ quality: 'high', size: '1024x1024' });
    expect(json).not.toHaveProperty('style');
    const told = response.headers.get('x-maliang-warnings');
    for (const name of ['quality', 'size', 'style']) expect(told).toContain(`\`${name}\``);
  });

  it('has everything else passed on as it is', async () => {
    const asked = {
      background: 'transparent',
      output_format: 'webp',
      output_compression: 70,
      moderation: 'low',
      user: 'user-1',
      safety_identifier: 'hash-1',
      complexity: 'low',
    };
    const answer = await generate(asked);
    expect(upstream.paints().at(-1)?.json).toMatchObject(asked);
    expect(answer).toMatchObject({ background: 'transparent', safety_identifier: 'hash-1' });
  });

  it('is told to wait where the provider says so, by OpenAI’s own header', async () => {
    upstream.mode({ mode: 'rate-limited', retryAfter: 30 });
    const error: unknown = await client.images
      .generate({ prompt: 'x' }, { maxRetries: 0 })
      .catch((thrown: unknown) => thrown);
    if (!(error instanceof OpenAI.APIError)) throw new Error('it was not refused');
    expect(error).toMatchObject({ status: 429, code: 'upstream_rate_limited', param: null });
    expect(error.headers?.get('retry-after')).toBe('30');
    expect(error.headers?.get('x-should-retry')).toBe('true');
  });

  it('lists the models', async () => {
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toContain('relay/gpt-image-2');
  });

  it('is refused with a wrong key', async () => {
    const stranger = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'wrong' });
    await expect(stranger.models.list()).rejects.toMatchObject({
      status: 401,
      code: 'unauthorized',
    });
  });

  const failures: [UpstreamMode, number, string, number][] = [
    ['unauthorized', 401, 'upstream_unauthorized', 1],
    ['moderation', 400, 'moderation_blocked', 1],
    ['rejected', 400, 'upstream_rejected', 1],
    ['quota', 429, 'upstream_rate_limited', 1],
    ['error-html', 502, 'upstream_failed', 1],
    ['reset', 502, 'outcome_unknown', 1],
    ['reset-mid-body', 502, 'outcome_unknown', 1],
    ['truncated', 502, 'outcome_unknown', 1],
    ['html', 502, 'outcome_unknown', 1],
    ['empty', 502, 'upstream_no_image', 1],
    ['bad-base64', 502, 'upstream_not_an_image', 1],
    ['svg', 502, 'upstream_not_an_image', 1],
  ];
  it.each(failures)('sees %s as %i %s, and pays at most once', async (mode, status, code, sent) => {
    upstream.mode(mode);
    const before = upstream.paints().length;
    await expect(generate()).rejects.toMatchObject({ status, code });
    expect(upstream.paints().length - before).toBe(sent);
  });

  it('gets the picture under our own URL when the image host fails', async () => {
    host.fail('quota');
    const { data, ...answer } = await generate({ response_format: 'url' });
    expect(data?.[0]?.url).toContain(`${server.url}/i/`);
    expect((await fetch(data?.[0]?.url ?? '')).status).toBe(200);
    const { warnings } = (answer as unknown as { maliang: { warnings: { code: string }[] } })
      .maliang;
    expect(warnings.map(({ code }) => code)).toContain('kept_locally');
  });
});
