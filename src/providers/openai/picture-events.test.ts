import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { collect, providerRequest, rejection } from '../../../test/contract/provider-request.ts';
import { quick } from '../../../test/contract/wire-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../test/fakes/openai-upstream.ts';
import type { Provider, ProviderRequest } from '../../core/provider.ts';
import { createHttpClient, type HttpClient } from '../../kit/http-client.ts';
import { openaiProvider } from '../openai.ts';

let upstream: FakeUpstream;
let client: HttpClient;
let provider: Provider;
let paints: number;
let charged: number;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  client = createHttpClient({ trustedOrigins: [upstream.origin] });
  const { baseUrl } = upstream;
  provider = openaiProvider({ name: 'openai', baseUrl, apiKey: 'k', client, ...quick });
});
afterAll(async () => {
  await client.close();
  await upstream.close();
});
beforeEach(() => {
  upstream.mode('paint');
  paints = upstream.paints().length;
  charged = upstream.charges;
});

const begin = (wishes: Partial<ProviderRequest> = {}) =>
  provider.generate(providerRequest(provider, wishes), new AbortController().signal);
const paint = async (wishes?: Partial<ProviderRequest>) => collect(await begin(wishes));
const sent = () => upstream.paints().length - paints;
const lastPainted = () => upstream.painted.at(-1)?.sha256;
const downloads = () => upstream.requests.filter(({ path }) => path.startsWith('/files/'));

it('hands on several pictures in their order, with what is known of each', async () => {
  const { images, usage } = await paint({ n: 3 });
  expect(images.map(({ sha256 }) => sha256)).toEqual(
    upstream.painted.slice(-3).map(({ sha256 }) => sha256),
  );
  expect(images.map(({ revisedPrompt }) => revisedPrompt)).toEqual(
    [0, 1, 2].map((index) => `a fox in the snow, 雪中的狐狸 (${index})`),
  );
  expect(usage).toBeDefined();
});

it('fetches a picture at a URL only when it is read, and without the key', async () => {
  upstream.mode('url');
  const before = downloads().length;
  const events = await begin({ preferUrl: true });
  expect(downloads()).toHaveLength(before);
  const { images } = await collect(events);
  expect(images[0]).toMatchObject({ sha256: lastPainted(), mediaType: 'image/png' });
  expect(images[0]?.url).toMatch(/^http:/);
  expect(downloads().at(-1)?.headers.authorization).toBeUndefined();
});

it('fetches again where fetching a paid picture fails, and pays once', async () => {
  upstream.mode({ mode: 'url', failedDownloads: 2 });
  expect((await paint()).images[0]?.sha256).toBe(lastPainted());
  expect(upstream.charges - charged).toBe(1);
});

it('says that a paid picture was lost where it cannot be fetched', async () => {
  upstream.mode({ mode: 'url', failedDownloads: 9 });
  const error = await rejection(paint());
  expect(error).toMatchObject({ code: 'outcome_unknown', details: { spent: 'maybe' } });
  expect(sent()).toBe(1);
});

it('reads a picture in a data URI in place of a URL, whatever its size', async () => {
  upstream.mode({ mode: 'data-uri', bytes: 3_000_000 });
  expect((await paint()).images[0]).toMatchObject({ sha256: lastPainted(), url: undefined });
});

it('lets pictures go unread', async () => {
  const seen: string[] = [];
  for await (const event of await begin({ n: 2 })) seen.push(event.type);
  expect(seen.filter((type) => type === 'image')).toHaveLength(2);
});

it('rejects before a face must choose its status where no picture begins', async () => {
  upstream.mode('empty');
  expect(await rejection(begin())).toMatchObject({ code: 'upstream_no_image' });
});

it('says that an answer which breaks off in the middle may have been charged', async () => {
  upstream.mode('reset-mid-body');
  const error = await rejection(paint());
  expect(error).toMatchObject({ code: 'outcome_unknown', details: { spent: 'maybe' } });
  expect(sent()).toBe(1);
});

it('waits once for a short Retry-After, and never for a long one', async () => {
  upstream.mode(['rate-limited', 'paint']);
  await paint();
  expect(sent()).toBe(2);
  upstream.mode({ mode: 'rate-limited', retryAfter: 60 });
  const error = await rejection(paint());
  expect(error).toMatchObject({ code: 'upstream_rate_limited', details: { retryAfter: 60 } });
  expect(sent()).toBe(3);
});

it('gives up the provider’s own 500 after three tries', async () => {
  upstream.mode('error-json');
  expect(await rejection(paint())).toMatchObject({ code: 'upstream_failed' });
  expect(sent()).toBe(3);
});
