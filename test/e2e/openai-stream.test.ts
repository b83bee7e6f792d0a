import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sniffImage } from '../../src/kit/media-type.ts';
import {
  type FakeUpstream,
  startFakeUpstream,
  type UpstreamAnswer,
} from '../fakes/openai-upstream.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { sha256Of } from './pictures.ts';

/** Something the test opens when it has seen enough. */
function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

describe('the official OpenAI client, streaming', () => {
  let upstream: FakeUpstream;
  let server: ServeProcess;
  let client: OpenAI;

  beforeAll(async () => {
    upstream = await startFakeUpstream();
    server = await startServe({ API_KEY: 'sk-operator', API_BASE_URL: upstream.origin });
    client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any' });
  });
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });
  afterEach(() => upstream.mode('paint'));

  const streamed = (more: object = {}) =>
    client.images.generate({
      model: 'gpt-image-2',
      prompt: '雪中的红狐狸 🦊',
      stream: true,
      partial_images: 2,
      ...more,
    });
  const collect = async <Event>(events: AsyncIterable<Event>) => {
    const all: Event[] = [];
    for await (const event of events) all.push(event);
    return all;
  };
  const sse = (answer: Partial<UpstreamAnswer> = {}) => upstream.mode({ mode: 'sse', ...answer });

  it('gets every preview while the next is still being painted', async () => {
    const gates = [createGate(), createGate(), createGate()];
    const reached: number[] = [];
    sse({
      stream: {
        before: async (event) => {
          reached.push(event);
          await gates[event]?.opened;
        },
      },
    });
    gates[0]?.open();
    const seen: string[] = [];
    for await (const event of await streamed()) {
      seen.push(event.type);
      // Only now may the upstream go on: what arrived did not wait for what follows.
      gates[seen.length]?.open();
    }
    expect(seen).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
    expect(reached).toEqual([0, 1, 2]);
  });

  it('gets the picture to the byte, with its size, format and usage', async () => {
    sse({ bytes: 2_000_000 });
    const events = await collect(await streamed({ size: '1024x1024', quality: 'high' }));
    const last = events.at(-1);
    if (last?.type !== 'image_generation.completed') throw new Error('it was not completed');
    const picture = Buffer.from(last.b64_json, 'base64');
    expect(sha256Of(picture)).toBe(upstream.painted.at(-1)?.sha256);
    expect(last).toMatchObject({
      size: '1024x1024',
      quality: 'high',
      background: 'auto',
      output_format: 'png',
      created_at: expect.any(Number),
      usage: { total_tokens: 1010, input_tokens: 10, output_tokens: 1000 },
    });
    const previews = events.slice(0, -1);
    expect(previews).toMatchObject([{ partial_image_index: 0 }, { partial_image_index: 1 }]);
    for (const preview of previews) {
      expect(sniffImage(Buffer.from(preview.b64_json, 'base64'))).toMatchObject({ width: 64 });
    }
  });

  it('gets one completed event from a provider that does not stream', async () => {
    upstream.mode('b64');
    const events = await collect(await streamed({ model: 'gpt-image-2' }));
    expect(events.map(({ type }) => type)).toEqual(['image_generation.completed']);
    const alone = await collect(await streamed({ partial_images: undefined }));
    expect(alone).toMatchObject([{ type: 'image_generation.completed', usage: {} }]);
  });

  it('gets one completed event an image for n=3, each from a call of its own', async () => {
    const before = upstream.paints().length;
    const events = await collect(await streamed({ n: 3, partial_images: 1 }));
    const finals = events.filter(({ type }) => type === 'image_generation.completed');
    const hashes = finals.map(({ b64_json }) => sha256Of(Buffer.from(b64_json, 'base64')));
    expect(hashes.sort()).toEqual(
      upstream.painted
        .slice(-3)
        .map(({ sha256 }) => sha256)
        .sort(),
    );
    expect(events).toHaveLength(6);
    expect(upstream.paints().length - before).toBe(3);
    for (const { json } of upstream.paints().slice(-3)) {
      expect(json).toMatchObject({ stream: true, partial_images: 1 });
      expect(json).not.toHaveProperty('n');
    }
    expect(finals).toMatchObject([1, 2, 3].map(() => ({ usage: { total_tokens: 1010 } })));
  });

  it('gets what was made where one of three is refused', async () => {
    let calls = 0;
    upstream.mode(() => {
      calls += 1;
      return calls === 2 ? 'moderation' : 'sse';
    });
    const events = await collect(
      await streamed({ n: 3, partial_images: 0, prompt: 'two of three' }),
    );
    expect(events.map(({ type }) => type)).toEqual(Array(2).fill('image_generation.completed'));
    expect(await listed('two of three')).toMatchObject([
      { state: 'hosted', data: [{}, {}], warnings: [{ code: 'fewer_images' }] },
    ]);
  });

  it.each<[string, UpstreamAnswer['stream'], string]>([
    ['is cut', { cut: true, final: false }, 'outcome_unknown'],
    [
      'fails',
      { error: { message: 'Blocked.', code: 'moderation_blocked', type: 'user_error' } },
      'moderation_blocked',
    ],
  ])('raises where the upstream’s stream %s, and pays once', async (_, quirks, code) => {
    sse({ stream: quirks ?? {} });
    const before = upstream.paints().length;
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of await streamed()) seen.push(event.type);
    })();
    await expect(reading).rejects.toMatchObject({ code });
    expect(seen.every((type) => type.endsWith('partial_image'))).toBe(true);
    expect(upstream.paints().length - before).toBe(1);
  });

  it('sees a refusal before the first event as a status', async () => {
    upstream.mode('moderation');
    await expect(streamed()).rejects.toMatchObject({ status: 400, code: 'moderation_blocked' });
    await expect(streamed({ partial_images: 4 })).rejects.toMatchObject({
      status: 400,
      code: 'invalid_value',
      param: 'partial_images',
    });
  });

  it('may leave in the middle: the image is made and kept all the same', async () => {
    const gate = createGate();
    sse({ stream: { before: (event) => (event === 2 ? gate.opened : Promise.resolve()) } });
    const prompt = 'left in the middle';
    for await (const event of await streamed({ prompt })) {
      expect(event.type).toBe('image_generation.partial_image');
      break;
    }
    gate.open();
    await expect
      .poll(async () => (await listed(prompt))[0])
      .toMatchObject({ state: 'hosted', data: [{ width: 1024 }] });
  });

  async function listed(words: string) {
    const answer = await fetch(`${server.url}/v1/generations?q=${encodeURIComponent(words)}`);
    const { data } = (await answer.json()) as { data: { state: string; data: object[] }[] };
    return data;
  }

  it('gets no buffering, no caching, and URLs where it asks for them', async () => {
    const answer = await fetch(`${server.url}/v1/images/generations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'x', stream: true, response_format: 'url' }),
    });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': expect.stringContaining('text/event-stream'),
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      'x-maliang-generation-id': expect.stringMatching(/^gen_/),
    });
    const text = await answer.text();
    expect(text).not.toContain('b64_json');
    const [, data = ''] = /^event: image_generation\.completed\ndata: (.*)\n\n$/.exec(text) ?? [];
    const { url } = JSON.parse(data) as { url: string };
    expect((await fetch(url)).headers.get('content-type')).toBe('image/png');
  });
});
