import { createHash } from 'node:crypto';
import OpenAI from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type AnswerCutter, openAnswerCutter } from './answer-cutter.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { type Nginx, startNginx } from './nginx.ts';

let upstream: FakeUpstream;
let server: ServeProcess;
let cutter: AnswerCutter;
let nginx: Nginx;
let charged: number;
let wishes = 0;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  server = await startServe({ API_KEY: 'sk-operator', API_BASE_URL: upstream.origin });
  cutter = await openAnswerCutter(server.url);
  nginx = await startNginx(cutter.url, 2);
});
afterAll(async () => {
  await nginx.close();
  await cutter.close();
  expect(server.log()).not.toContain('"code":"internal"');
  await server.stop();
  await upstream.close();
});
beforeEach(() => {
  charged = upstream.charges;
  wishes += 1;
});
afterEach(() => upstream.mode('paint'));

/** Counts how often the official client asks; it retries as it does where nobody tells it otherwise. */
function connectTo(url: string, readsWhole = false) {
  let asked = 0;
  const client = new OpenAI({
    baseURL: `${url}/v1`,
    apiKey: 'any',
    fetch: async (...words) => {
      asked += 1;
      const answer = await fetch(...words);
      // As the official client for Python does, which so takes a cut body for a cut connection.
      return readsWhole ? new Response(await answer.arrayBuffer(), answer) : answer;
    },
  });
  const paint = async (headers: Record<string, string> = {}) => {
    const { data } = await client.images.generate(
      { prompt: `fox ${wishes}`, model: 'gpt-image-2' },
      { headers },
    );
    const bytes = Buffer.from(data?.[0]?.b64_json ?? '', 'base64');
    return createHash('sha256').update(bytes).digest('hex');
  };
  return { paint, asked: () => asked };
}

/** One charge, and its picture. */
function expectOne(sha256: string): void {
  expect(upstream.charges - charged).toBe(1);
  expect(sha256).toBe(upstream.painted.at(-1)?.sha256);
}

/** More than the system takes in for a client that reads nothing. */
const large = { mode: 'b64', bytes: 12_000_000 } as const;
const intoTheBody = 200_000;

describe('the official client, with its own retries, pays once and has its picture', () => {
  it('where the proxy gives up after 2 s', async () => {
    upstream.mode({ mode: 'paint', latencyMs: 4_000 });
    const { paint, asked } = connectTo(nginx.url);
    expectOne(await paint());
    expect(asked()).toBe(2);
  });

  it.each([
    ['', () => cutter.url, 'paint' as const],
    // Towards us this proxy keeps no connection open, so a small answer it took in counts as told.
    [' of a large answer behind a proxy', () => nginx.url, large],
  ])('where the connection is cut before the headers%s', async (_, url, answer) => {
    upstream.mode(answer);
    cutter.cutAfter(0);
    const before = cutter.cuts;
    const { paint, asked } = connectTo(url());
    expectOne(await paint());
    expect({ cuts: cutter.cuts - before, asked: asked() }).toEqual({ cuts: 1, asked: 2 });
  });

  it.each([
    ['', () => cutter.url],
    [' behind a proxy', () => nginx.url],
  ])('where it is cut in the body and whole answers are read%s', async (_, url) => {
    upstream.mode(large);
    cutter.cutAfter(intoTheBody);
    const { paint, asked } = connectTo(url(), true);
    expectOne(await paint());
    expect(asked()).toBe(2);
  });

  it('where it is cut in the body, which is told to who asks, and an idempotency key asks again', async () => {
    upstream.mode(large);
    cutter.cutAfter(intoTheBody);
    const { paint, asked } = connectTo(cutter.url);
    const headers = { 'Idempotency-Key': `fox ${wishes}` };
    await expect(paint(headers)).rejects.toThrow();
    expect(asked()).toBe(1);
    expectOne(await paint(headers));
  });
});
