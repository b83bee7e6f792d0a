import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Provider, ProviderRequest } from '../../src/core/provider.ts';
import { createHttpClient, type HttpClient } from '../../src/kit/http-client.ts';
import {
  type FakeUpstream,
  startFakeUpstream,
  type UpstreamMode,
} from '../fakes/openai-upstream.ts';
import { collect, pictureInput, providerRequest, rejection } from './provider-request.ts';

/** What every provider must do, wherever its pictures come from. */
export function provePainting(name: string, create: () => Provider | Promise<Provider>): void {
  describe(`${name}, as any provider`, () => {
    let provider: Provider;
    beforeAll(async () => {
      provider = await create();
    });
    const idle = () => new AbortController().signal;

    it('names a living model first', () => {
      const [first] = provider.models();
      expect(first?.model).toMatch(/\S/);
      expect(first?.retired).toBeUndefined();
    });

    it('paints a picture of a type that its bytes prove', async () => {
      const { images } = await collect(await provider.generate(providerRequest(provider), idle()));
      expect(images).toHaveLength(1);
      expect(images[0]).toMatchObject({ index: 0, mediaType: expect.stringMatching(/^image\//) });
    });

    it('paints as many as are asked for, each under its own index', async () => {
      const request = providerRequest(provider, { n: 2 });
      const { images } = await collect(await provider.generate(request, idle()));
      expect(images.map((image) => image.index).sort()).toEqual([0, 1]);
      expect(images.every((image) => image.size > 0)).toBe(true);
    });

    it('tells once that it is about to spend, before any picture', async () => {
      let told = 0;
      const onSend = async () => {
        told += 1;
      };
      const events = await provider.generate(providerRequest(provider, { onSend }), idle());
      expect(told).toBe(1);
      await collect(events);
      expect(told).toBe(1);
    });

    it('spends nothing where that could not be recorded', async () => {
      const onSend = () => Promise.reject(new Error('disk full'));
      const painting = provider.generate(providerRequest(provider, { onSend }), idle());
      expect(await rejection(painting)).toMatchObject({ message: 'disk full' });
    });

    it('lets pictures go unread', async () => {
      const request = providerRequest(provider, { n: 2 });
      const seen: string[] = [];
      for await (const event of await provider.generate(request, idle())) seen.push(event.type);
      expect(seen.filter((type) => type === 'image')).toHaveLength(2);
    });
  });
}

/** A provider whose upstream is reached over HTTP and charges. */
export interface RemoteProvider {
  create(upstream: { baseUrl: string; apiKey: string; client: HttpClient }): Provider;
}

const apiKey = 'sk-contract-0123456789';

/** What every provider behind OpenAI's or xAI's wire must do, against a loopback upstream. */
export function proveRemote(name: string, subject: RemoteProvider): void {
  describe(`${name}, behind a wire that charges`, () => {
    let upstream: FakeUpstream;
    let client: HttpClient;
    let provider: Provider;
    let charged: number;
    let paints: number;

    beforeAll(async () => {
      upstream = await startFakeUpstream({ apiKey });
      client = createHttpClient({ trustedOrigins: [upstream.origin] });
      provider = subject.create({ baseUrl: upstream.baseUrl, apiKey, client });
    });
    afterAll(async () => {
      await client.close();
      await upstream.close();
    });
    beforeEach(() => {
      upstream.mode('paint');
      charged = upstream.charges;
      paints = upstream.paints().length;
    });

    const paint = async (wishes: Partial<ProviderRequest> = {}, signal?: AbortSignal) =>
      provider.generate(providerRequest(provider, wishes), signal ?? new AbortController().signal);
    const fails = async (wishes: Partial<ProviderRequest> = {}) =>
      rejection(paint(wishes).then(collect));
    const spentOn = () => upstream.charges - charged;
    const sent = () => upstream.paints().length - paints;
    const lastPainted = (count: number) => upstream.painted.slice(-count).map((p) => p.sha256);

    it('hands on the bytes unchanged, with what is known of them', async () => {
      const { images, usage } = await collect(await paint({ n: 3 }));
      expect(images.map((image) => image.sha256)).toEqual(lastPainted(3));
      expect(images.map((image) => image.revisedPrompt)).toEqual(
        [0, 1, 2].map((index) => `a fox in the snow, 雪中的狐狸 (${index})`),
      );
      expect(usage).toBeDefined();
    });

    it('hands on a picture of 20 MB', async () => {
      upstream.mode({ mode: 'b64', bytes: 20_000_000 });
      const { images } = await collect(await paint());
      expect(images[0]).toMatchObject({ size: 20_000_000, sha256: lastPainted(1)[0] });
    });

    it('fetches a picture at a URL only when it is read, and without the key', async () => {
      upstream.mode('url');
      const before = upstream.requests.length;
      const events = await paint({ preferUrl: true });
      expect(upstream.requests.slice(before).filter((r) => r.path.startsWith('/files/'))).toEqual(
        [],
      );
      const { images } = await collect(events);
      expect(images[0]).toMatchObject({ sha256: lastPainted(1)[0], mediaType: 'image/png' });
      expect(images[0]?.url).toMatch(/^http:/);
      const fetched = upstream.requests.filter((r) => r.path.startsWith('/files/')).at(-1);
      expect(fetched?.headers.authorization).toBeUndefined();
    });

    it('fetches again where fetching a paid picture fails', async () => {
      upstream.mode({ mode: 'url', failedDownloads: 2 });
      const { images } = await collect(await paint());
      expect(images[0]?.sha256).toBe(lastPainted(1)[0]);
      expect(spentOn()).toBe(1);
    });

    it('says that a paid picture was lost where it cannot be fetched', async () => {
      upstream.mode({ mode: 'url', failedDownloads: 9 });
      expect(await fails()).toMatchObject({ code: 'outcome_unknown', details: { spent: 'maybe' } });
      expect(sent()).toBe(1);
    });

    it('reads a picture in a data URI in place of a URL, whatever its size', async () => {
      upstream.mode({ mode: 'data-uri', bytes: 3_000_000 });
      const { images } = await collect(await paint());
      expect(images[0]).toMatchObject({ sha256: lastPainted(1)[0], url: undefined });
    });

    it('sends the images of an edit unchanged', async () => {
      const inputs = [pictureInput(0xff0000, 'red "1".png'), pictureInput(0x00ff00, '绿.png')];
      await collect(await paint({ inputs }));
      const seen = upstream.paints().at(-1);
      expect(seen?.path).toBe('/v1/images/edits');
      expect(seen?.files?.map((file) => file.sha256)).toEqual(inputs.map((input) => input.sha256));
    });

    it.each<[UpstreamMode, string, Record<string, unknown>]>([
      ['unauthorized', 'upstream_unauthorized', { upstreamStatus: 401 }],
      ['model-not-found', 'upstream_model_not_found', { upstreamStatus: 404 }],
      ['no-channel', 'upstream_model_not_found', { upstreamStatus: 503 }],
      ['moderation', 'moderation_blocked', { upstreamStatus: 400 }],
      ['quota', 'upstream_rate_limited', { upstreamStatus: 429 }],
    ])('tells %s as %s, sent once and charged never', async (mode, code, details) => {
      upstream.mode(mode);
      const error = await fails();
      expect(error).toMatchObject({ code, details: { ...details, upstreamRequestId: 'req_fake' } });
      expect(sent()).toBe(1);
      expect(spentOn()).toBe(0);
    });

    it.each<[UpstreamMode, string]>([
      ['reset', 'outcome_unknown'],
      ['reset-mid-body', 'outcome_unknown'],
      ['truncated', 'outcome_unknown'],
      ['html', 'outcome_unknown'],
      ['gateway-timeout', 'outcome_unknown'],
      ['bad-base64', 'upstream_not_an_image'],
      ['empty', 'upstream_no_image'],
      ['chat', 'upstream_no_image'],
      ['moderated-200', 'moderation_blocked'],
    ])('never sends again after %s, which may have been charged', async (mode, code) => {
      upstream.mode(mode);
      const error = await fails();
      expect(error).toMatchObject({ code, retryable: false, details: { spent: 'maybe' } });
      expect(sent()).toBe(1);
    });

    it('rejects before a face must choose its status where no picture begins', async () => {
      upstream.mode('empty');
      expect(await rejection(paint())).toMatchObject({ code: 'upstream_no_image' });
    });

    it('leaves a proxy’s 502 alone, since the server behind it may be painting', async () => {
      upstream.mode('error-html');
      const error = await fails();
      expect(error).toMatchObject({ code: 'upstream_failed', details: { spent: 'maybe' } });
      expect(String(error)).toContain('502 Bad Gateway');
      expect(sent()).toBe(1);
    });

    it('tries the provider’s own 500 three times, and pays once where one succeeds', async () => {
      upstream.mode(['error-json', 'error-json', 'paint']);
      await collect(await paint());
      expect(sent()).toBe(3);
      expect(spentOn()).toBe(1);
      upstream.mode('error-json');
      expect(await fails()).toMatchObject({ code: 'upstream_failed' });
      expect(sent()).toBe(6);
    });

    it('waits once for a short Retry-After', async () => {
      upstream.mode(['rate-limited', 'paint']);
      await collect(await paint());
      expect(sent()).toBe(2);
      upstream.mode({ mode: 'rate-limited', retryAfter: 60 });
      const error = await fails();
      expect(error).toMatchObject({ code: 'upstream_rate_limited', details: { retryAfter: 60 } });
      expect(sent()).toBe(3);
    });

    it('tells once that it spends, however often it tries', async () => {
      upstream.mode(['error-json', 'paint']);
      let told = 0;
      await collect(
        await paint({
          onSend: async () => {
            told += 1;
            expect(sent()).toBe(0);
          },
        }),
      );
      expect(told).toBe(1);
    });

    it('knows that nothing was spent where nobody was reached', async () => {
      const gone = await startFakeUpstream();
      await gone.close();
      const lonely = createHttpClient({ trustedOrigins: [gone.origin] });
      const cut = subject.create({ baseUrl: gone.baseUrl, apiKey, client: lonely });
      const signal = new AbortController().signal;
      const error = await rejection(cut.generate(providerRequest(cut), signal));
      expect(error).toMatchObject({ code: 'upstream_unreachable', retryable: true });
      expect(await cut.status?.(signal)).toMatchObject({ online: false, httpStatus: undefined });
      await lonely.close();
    });

    it('refuses a private address that the operator did not name', async () => {
      const guarded = createHttpClient({ trustedOrigins: [] });
      const caught = subject.create({ baseUrl: upstream.baseUrl, apiKey, client: guarded });
      const painting = caught.generate(providerRequest(caught), new AbortController().signal);
      expect(await rejection(painting)).toMatchObject({ code: 'address_refused' });
      await guarded.close();
    });

    it('stops when it is told to, even while the upstream is silent', async () => {
      upstream.mode('hang');
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 50);
      expect(await rejection(paint({}, controller.signal))).toMatchObject({ code: 'cancelled' });
    });

    it('never shows the key, even where the upstream repeats it', async () => {
      upstream.mode('echo-key');
      const error = await fails();
      expect(String(error)).toContain('Incorrect API key provided');
      expect(String(error)).not.toContain(apiKey);
      expect(JSON.stringify(error)).not.toContain(apiKey);
    });

    it('asks for its status without cost', async () => {
      const signal = new AbortController().signal;
      expect(await provider.status?.(signal)).toMatchObject({ online: true, httpStatus: 200 });
      const stranger = subject.create({ baseUrl: upstream.baseUrl, apiKey: 'wrong', client });
      expect(await stranger.status?.(signal)).toMatchObject({ online: false, httpStatus: 401 });
      expect(spentOn()).toBe(0);
      expect(sent()).toBe(0);
    });
  });
}
