import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, providerRequest, rejection } from '../../../test/contract/provider-request.ts';
import {
  type FakeUpstream,
  startFakeUpstream,
  type UpstreamAnswer,
} from '../../../test/fakes/openai-upstream.ts';
import type { Provider, ProviderRequest } from '../../core/provider.ts';
import { createHttpClient, type HttpClient } from '../../kit/http-client.ts';
import { createMemorySpool, type Spool } from '../../kit/spool.ts';
import { openaiProvider } from '../openai.ts';

let upstream: FakeUpstream;
let client: HttpClient;
let provider: Provider;
const held: Spool[] = [];

beforeAll(async () => {
  upstream = await startFakeUpstream();
  client = createHttpClient({ trustedOrigins: [upstream.origin] });
  const hold = async () => {
    const spool = createMemorySpool({});
    held.push(spool);
    return spool;
  };
  provider = openaiProvider({ name: 'o', baseUrl: upstream.origin, apiKey: 'k', client, hold });
});
afterAll(async () => {
  await client.close();
  await upstream.close();
});

const start = (answer: UpstreamAnswer['stream'], wishes: Partial<ProviderRequest> = {}) => {
  upstream.mode({ mode: 'sse', stream: answer ?? {} });
  const request = providerRequest(provider, { partialImages: 2, ...wishes });
  return provider.generate(request, new AbortController().signal);
};
const final = () => upstream.painted.at(-1)?.sha256;

describe('a stream of previews', () => {
  it('is asked for where previews are wanted of one picture', async () => {
    upstream.mode('paint');
    const signal = new AbortController().signal;
    const wished = providerRequest(provider, { partialImages: 3 });
    const { previews } = await collect(await provider.generate(wished, signal));
    expect(previews).toHaveLength(3);
    expect(upstream.paints().at(-1)?.json).toMatchObject({ stream: true, partial_images: 3 });
    const many = providerRequest(provider, { partialImages: 3, n: 2 });
    const { images } = await collect(await provider.generate(many, signal));
    expect(images).toHaveLength(2);
    expect(upstream.paints().at(-1)?.json).not.toHaveProperty('stream');
  });

  it('is asked for by form where an image is edited', async () => {
    upstream.mode('paint');
    const { pictureInput } = await import('../../../test/contract/provider-request.ts');
    const wished = providerRequest(provider, { partialImages: 1, inputs: [pictureInput(5)] });
    const told = await collect(await provider.generate(wished, new AbortController().signal));
    expect(told.order).toEqual(['image-partial', 'image', 'usage']);
    expect(upstream.paints().at(-1)?.fields).toMatchObject({ stream: 'true', partial_images: '1' });
  });

  it.each<[string, UpstreamAnswer['stream'], string[]]>([
    ['as OpenAI sends it', {}, ['image-partial', 'image-partial', 'image', 'usage']],
    ['with a [DONE]', { done: true }, ['image-partial', 'image-partial', 'image', 'usage']],
    ['without names', { names: false }, ['image-partial', 'image-partial', 'image', 'usage']],
    [
      'whose type stands behind the picture',
      { names: false, typeLast: true },
      ['image-partial', 'image-partial', 'image', 'usage'],
    ],
    ['with the final first', { finalFirst: true, done: true }, ['image', 'usage']],
    ['of a final alone', { partials: 0 }, ['image', 'usage']],
  ])('is read %s', async (_, quirks, order) => {
    const told = await collect(await start(quirks));
    expect(told.order).toEqual(order);
    expect(told.images[0]).toMatchObject({ index: 0, sha256: final(), mediaType: 'image/png' });
    expect(new Set(told.previews.map((preview) => preview.sha256)).size).toBe(told.previews.length);
    expect(told.usage?.outputTokens).toBe(1000);
  });

  it('counts its last preview where no final picture follows', async () => {
    const told = await collect(await start({ final: false, done: true }));
    expect(told.order).toEqual(['image-partial', 'image-partial', 'image']);
    expect(told.images[0]?.sha256).toBe(told.previews[1]?.sha256);
  });

  it('holds no preview when it is over, was left, or failed', async () => {
    await collect(await start({ partials: 3 }));
    for await (const _ of await start({})) break;
    await rejection(start({ error }).then(collect));
    expect(held.length).toBeGreaterThanOrEqual(6);
    for (const spool of held) {
      const left = async () => {
        for await (const _ of spool.read());
      };
      await expect(left()).rejects.toThrow();
    }
  });

  it('passes pictures of many megabytes on', async () => {
    upstream.mode({ mode: 'sse', bytes: 6_000_000, stream: {} });
    const request = providerRequest(provider, { partialImages: 1 });
    const told = await collect(await provider.generate(request, new AbortController().signal));
    expect(told.previews[0]?.size).toBe(6_000_000);
    expect(told.images[0]?.sha256).toBe(final());
  });

  const error = {
    message: 'Your request was rejected by the safety system.',
    code: 'moderation_blocked',
    type: 'image_generation_user_error',
  };

  it('rejects with an error that comes before any picture', async () => {
    const thrown = await rejection(start({ partials: 0, error }));
    expect(thrown).toMatchObject({ code: 'moderation_blocked', details: { spent: 'maybe' } });
  });

  it('throws an error that comes after a preview', async () => {
    const events = await start({
      partials: 1,
      error: { ...error, code: 'server_error', type: 'x' },
    });
    expect(await rejection(collect(events))).toMatchObject({ code: 'upstream_failed' });
  });

  it('rejects where it brings no picture at all', async () => {
    const thrown = await rejection(start({ partials: 0, final: false, done: true }));
    expect(thrown).toMatchObject({ code: 'upstream_no_image', details: { spent: 'maybe' } });
  });

  it('is read as JSON where the server sends that in its place', async () => {
    upstream.mode('b64');
    const request = providerRequest(provider, { partialImages: 2 });
    const told = await collect(await provider.generate(request, new AbortController().signal));
    expect(told.order).toEqual(['image', 'image-info', 'usage']);
  });
});
