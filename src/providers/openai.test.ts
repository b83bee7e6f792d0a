import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  collect,
  pictureInput,
  providerRequest,
  rejection,
} from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { quick } from '../../test/contract/wire-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../test/fakes/openai-upstream.ts';
import { openaiWire } from '../../test/fakes/openai-wire.ts';
import { namedInput } from '../core/inputs.ts';
import type { Provider, ProviderRequest } from '../core/provider.ts';
import { createHttpClient, type HttpClient } from '../kit/http-client.ts';
import { openaiProvider } from './openai.ts';

const { retry } = quick;
const idle = () => new AbortController().signal;
let upstream: FakeUpstream;
let client: HttpClient;
let provider: Provider;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  client = createHttpClient({ trustedOrigins: [upstream.origin] });
  provider = openaiProvider({
    name: 'openai',
    baseUrl: upstream.origin,
    apiKey: 'k',
    client,
    vendor: true,
    retry,
  });
});
afterAll(async () => {
  await client.close();
  await upstream.close();
});
beforeEach(() => upstream.mode('paint'));

proveWire('openai', {
  wire: openaiWire,
  create: (given) => openaiProvider({ name: 'openai', vendor: true, retry, ...given }),
  ways: 'bytes',
});

const paint = async (wishes: Partial<ProviderRequest> = {}) => {
  const told = await collect(await provider.generate(providerRequest(provider, wishes), idle()));
  const seen = upstream.paints().at(-1);
  return { ...told, seen, body: seen?.json ?? seen?.fields ?? {} };
};

describe('openaiProvider, asking', () => {
  it('sends what was wished and nothing else', async () => {
    const { body, seen } = await paint({
      size: '1536x1024',
      quality: 'low',
      background: 'opaque',
      outputFormat: 'jpeg',
      outputCompression: 0,
      moderation: 'low',
      user: 'u1',
      inputFidelity: 'high',
    });
    expect(body).toEqual({
      model: 'gpt-image-2.5-flare',
      prompt: 'a fox in the snow, 雪中的狐狸',
      size: '1536x1024',
      quality: 'low',
      background: 'opaque',
      output_format: 'jpeg',
      output_compression: 0,
      moderation: 'low',
      user: 'u1',
    });
    expect(seen?.headers.authorization).toBe('Bearer k');
  });

  it('needs no key where the server needs none', async () => {
    const local = openaiProvider({ name: 'local', baseUrl: upstream.origin, apiKey: '', client });
    await collect(await local.generate(providerRequest(local), idle()));
    expect(upstream.paints().at(-1)?.headers).not.toHaveProperty('authorization');
  });

  it('passes on what it does not know, but lets nothing decide what it decides', async () => {
    const { body } = await paint({
      extra: {
        input_style: 'x',
        steps: 4,
        model: 'dearer',
        n: 10,
        stream: true,
        response_format: 'url',
      },
    });
    expect(body).toEqual({
      model: 'gpt-image-2.5-flare',
      prompt: 'a fox in the snow, 雪中的狐狸',
      input_style: 'x',
      steps: 4,
    });
  });

  it('sends complexity and frames as they came', async () => {
    const extra = { complexity: 'high', frame_count: 8, frame_duration_ms: 200 };
    const model = 'gpt-image-2.6-flare';
    const { body, warnings } = await paint({ model, outputFormat: 'gif', extra });
    expect(body).toMatchObject({ ...extra, output_format: 'gif' });
    expect(warnings).toEqual([]);
  });

  it('paints a GIF without previews and compression, and none within a mask', async () => {
    const gif = { model: 'gpt-image-2.6-flare', outputFormat: 'gif' };
    const { body, warnings } = await paint({ ...gif, outputCompression: 50, partialImages: 2 });
    expect(Object.keys(body).sort()).toEqual(['model', 'output_format', 'prompt']);
    expect(warnings).toEqual([expect.stringContaining('`output_compression`')]);
    const before = upstream.paints().length;
    const masked = paint({ ...gif, inputs: [pictureInput(1)], mask: pictureInput(2) });
    expect(await rejection(masked)).toMatchObject({
      code: 'invalid_value',
      message: expect.stringContaining('png, jpeg, webp'),
      details: { param: 'output_format' },
    });
    expect(upstream.paints()).toHaveLength(before);
  });

  it('asks other models for the form the caller would rather have', async () => {
    const bytes = await paint({ model: 'flux-2' });
    expect(bytes.body.response_format).toBe('b64_json');
    expect(bytes.images[0]?.url).toBeUndefined();
    const url = await paint({ model: 'flux-2', preferUrl: true });
    expect(url.body.response_format).toBe('url');
    expect(url.images[0]?.url).toMatch(/^http:/);
  });

  it('learns from one refusal that a model takes no response_format', async () => {
    const refusing = () =>
      upstream.paints().at(-1)?.json?.response_format === undefined ? 'b64' : 'rejected';
    upstream.mode(refusing);
    const before = upstream.paints().length;
    expect((await paint({ model: 'sd-turbo' })).images).toHaveLength(1);
    expect(upstream.paints().length - before).toBe(2);
    await paint({ model: 'sd-turbo' });
    expect(upstream.paints().length - before).toBe(3);
  });

  it('edits with one image as `image`, several as `image[]`, and the mask beside', async () => {
    const inputs = [pictureInput(1), pictureInput(2)];
    const one = await paint({ inputs: inputs.slice(0, 1), mask: pictureInput(3, 'mask.png') });
    expect(one.seen?.files?.map((file) => file.field)).toEqual(['image', 'mask']);
    const two = await paint({ inputs, inputFidelity: 'high', extra: { markup: { a: 1 } } });
    expect(two.seen?.files?.map((file) => file.field)).toEqual(['image[]', 'image[]']);
    expect(two.body).toMatchObject({ input_fidelity: 'high', markup: '{"a":1}' });
    expect(Number(two.seen?.headers['content-length'])).toBeGreaterThan(0);
  });

  it('edits in JSON what is named by an id of OpenAI’s files, the others beside as data URIs', async () => {
    const named = namedInput('image', 'file-abc');
    const beside = pictureInput(2);
    const { body, seen } = await paint({
      inputs: [named, beside],
      mask: namedInput('mask', 'file-m'),
    });
    expect(seen?.path).toBe('/v1/images/edits');
    expect(body).toMatchObject({
      images: [{ file_id: 'file-abc' }, { image_url: 'data:image/png;base64,' }],
      mask: { file_id: 'file-m' },
    });
    expect(seen?.files?.map(({ sha256 }) => sha256)).toEqual([beside.sha256]);
    expect(Number(seen?.headers['content-length'])).toBeGreaterThan(0);
  });

  it('refuses a picture too large for JSON before anything is sent', async () => {
    const large = { ...pictureInput(2), size: 16 * 1024 * 1024 };
    const before = upstream.paints().length;
    const failing = paint({ inputs: [namedInput('image', 'file-abc'), large] });
    expect(await rejection(failing)).toMatchObject({ code: 'too_large' });
    expect(upstream.paints()).toHaveLength(before);
  });

  it('tells what the upstream called its refusal', async () => {
    upstream.mode('rejected');
    const failing = provider.generate(providerRequest(provider), idle());
    expect(await rejection(failing)).toMatchObject({
      code: 'upstream_rejected',
      details: {
        param: 'response_format',
        upstreamCode: 'unknown_parameter',
        upstreamStatus: 400,
        upstreamRequestId: 'req_fake',
      },
    });
  });

  it('counts tokens as the upstream does', async () => {
    expect((await paint()).usage).toEqual({
      inputTokens: 10,
      outputTokens: 1000,
      totalTokens: 1010,
      textInputTokens: 10,
      imageInputTokens: 0,
      costUsd: undefined,
    });
  });
});

describe('openaiProvider, waiting', () => {
  it.each(['hang', 'stall'] as const)(
    'gives up after its own deadline on a %s, and pays no second time',
    async (mode) => {
      upstream.mode(mode);
      const deadlines = { firstByteMs: 100, stallMs: 100 };
      const { origin: baseUrl } = upstream;
      const hasty = openaiProvider({ name: 'h', baseUrl, apiKey: 'k', client, retry, deadlines });
      const before = upstream.paints().length;
      const painting = hasty.generate(providerRequest(hasty), idle()).then(collect);
      expect(await rejection(painting)).toMatchObject({ code: 'outcome_unknown' });
      expect(upstream.paints().length - before).toBe(1);
    },
  );
});

describe('openaiProvider, on a relay', () => {
  const relayTo = (relay: FakeUpstream, client: HttpClient, options = {}) =>
    openaiProvider({
      name: 'relay',
      baseUrl: relay.baseUrl,
      apiKey: 'k',
      client,
      retry,
      ...options,
    });

  async function withRelay(
    options: Parameters<typeof startFakeUpstream>[0],
    work: (relay: FakeUpstream, client: HttpClient) => Promise<void>,
  ) {
    const relay = await startFakeUpstream(options);
    const relayClient = createHttpClient({ trustedOrigins: [relay.origin] });
    try {
      await work(relay, relayClient);
    } finally {
      await relayClient.close();
      await relay.close();
    }
  }

  it.each(['model-not-found', 'no-channel'] as const)(
    'follows the refusal of a retired model (%s) to what the relay lists, once, and remembers it',
    async (refuse) => {
      await withRelay({ models: ['gpt-image-2', 'flux'], refuse }, async (relay, relayClient) => {
        const there = relayTo(relay, relayClient);
        let told = 0;
        const onSend = async () => {
          told += 1;
        };
        const wishes = {
          model: 'dall-e-3',
          quality: 'hd',
          style: 'vivid',
          size: '256x256',
          onSend,
        };
        const events = await there.generate(providerRequest(there, wishes), idle());
        const { images, warnings } = await collect(events);
        expect(images).toHaveLength(1);
        expect(warnings).toEqual([
          'dall-e-3 was retired by its vendor on 2026-05-12; gpt-image-2 painted instead. Name it as the model to silence this.',
          '`quality` hd was sent as high, the nearest gpt-image-2 can do.',
          '`size` 256x256 was sent as 1024x1024, the nearest gpt-image-2 can do.',
          '`style` was left out: gpt-image-2 has no such parameter.',
        ]);
        expect(told).toBe(1);
        expect(relay.requests.map((seen) => `${seen.method} ${seen.path}`)).toEqual([
          'POST /v1/images/generations',
          'GET /v1/models',
          'POST /v1/images/generations',
        ]);
        expect(relay.paints()[1]?.json).not.toHaveProperty('response_format');
        await collect(await there.generate(providerRequest(there, { model: 'dall-e-3' }), idle()));
        expect(relay.requests).toHaveLength(4);
        expect(relay.charges).toBe(2);
      });
    },
  );

  it('goes as asked where the relay still has the model', async () => {
    await withRelay({}, async (relay, relayClient) => {
      const there = relayTo(relay, relayClient);
      const request = providerRequest(there, { model: 'gpt-image-1' });
      const { warnings } = await collect(await there.generate(request, idle()));
      expect(warnings).toEqual([]);
      expect(relay.paints()[0]?.json?.model).toBe('gpt-image-1');
    });
  });

  it.each([
    ['the relay lists no successor', { models: ['flux'] }, 'gpt-image-1', {}],
    ['the name is not a retired one', { models: ['gpt-image-2'] }, 'my-model', {}],
    ['that is switched off', { models: ['gpt-image-2'] }, 'gpt-image-1', { followRetired: false }],
  ])('tells the refusal where %s', async (_, options, model, more) => {
    await withRelay({ ...options, refuse: 'no-channel' }, async (relay, relayClient) => {
      const there = relayTo(relay, relayClient, more);
      const painting = there.generate(providerRequest(there, { model }), idle());
      expect(await rejection(painting)).toMatchObject({ code: 'upstream_model_not_found' });
      expect(relay.paints()).toHaveLength(1);
    });
  });

  it('lists the models the operator names, known ones with what is known of them', () => {
    const named = openaiProvider({
      name: 'relay',
      baseUrl: 'https://relay.example',
      apiKey: 'k',
      client,
      models: ['flux-2', 'gpt-image-2'],
    });
    expect(named.models().map((row) => [row.model, row.sizes?.named.length])).toEqual([
      ['flux-2', undefined],
      ['gpt-image-2', 4],
    ]);
    expect(named.permissive?.model).toBe('flux-2');
  });
});

describe('openaiProvider, on the vendor’s own origin', () => {
  it('knows which names are retired, and since when', () => {
    const vendor = openaiProvider({
      name: 'openai',
      baseUrl: 'https://api.openai.com/v1',
      apiKey: 'k',
      client,
    });
    const retired = vendor.models().filter((row) => row.retired);
    expect(Object.fromEntries(retired.map((row) => [row.model, row.retired?.on]))).toEqual({
      'gpt-image-1': '2026-10-23',
      'dall-e-3': '2026-05-12',
      'dall-e-2': '2026-05-12',
    });
  });
});
