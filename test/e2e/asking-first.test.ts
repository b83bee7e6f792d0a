import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { solidPng } from '../fakes/png.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { postJson } from './post-json.ts';

/** A picture of the first costs $0.02 to $0.06, one of the second $0.02. */
const dear = 'grok-imagine-image-2.0';
const cheap = 'grok-imagine-image';

let upstream: FakeUpstream;
let server: ServeProcess;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  server = await startServe({
    XAI_API_KEY: 'xai-operator',
    XAI_BASE_URL: upstream.baseUrl,
    CONFIRM_ABOVE_USD: '0.05',
  });
});

afterAll(async () => {
  await server.stop();
  await upstream.close();
});

beforeEach(() => {
  upstream.requests.splice(0);
});

function ask(path: string, wish: Record<string, unknown>) {
  const body = { prompt: 'a fox', response_format: 'url', ...wish };
  return postJson(`${server.url}/v1/images/${path}`, body);
}

describe('a client that can ask its user about the price', () => {
  it('is refused above the limit with the numbers, and nothing is asked of the provider', async () => {
    const wish = { model: cheap, n: 4, confirm_cost: false };
    const { status, headers, json } = await ask('generations', wish);
    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: 'cost_not_confirmed', param: 'confirm_cost' });
    expect(headers.get('x-maliang-price-usd')).toBe('0.08');
    expect(headers.get('x-maliang-confirm-above-usd')).toBe('0.05');
    expect(upstream.paints()).toEqual([]);
  });

  it('has it painted once its user agreed, and below the limit without a question', async () => {
    const agreed = await ask('generations', { model: cheap, n: 4, confirm_cost: true });
    expect(agreed.json.data.length).toBe(4);
    const small = await ask('generations', { model: cheap, confirm_cost: false });
    expect(small.status).toBe(200);
  });

  it('is asked about what several models cost together, before any of them begins', async () => {
    const models = [dear, cheap];
    const refused = await ask('comparisons', { models, n: 2, confirm_cost: false });
    expect(refused.json.error.code).toBe('cost_not_confirmed');
    expect(Number(refused.headers.get('x-maliang-price-usd'))).toBeGreaterThan(0.05);
    expect(upstream.paints()).toEqual([]);
    const agreed = await ask('comparisons', { models, n: 2, confirm_cost: true });
    expect(agreed.status).toBe(200);
    expect(agreed.json.data.map((row) => Reflect.get(row, 'status'))).toEqual(['done', 'done']);
  });
});

it('a client that says nothing of it is not refused, whatever it costs', async () => {
  expect((await ask('generations', { model: cheap, n: 4 })).status).toBe(200);
});

describe('a comparison', () => {
  it('starts from pictures that are named, each model from its own copy', async () => {
    const form = new FormData();
    const picture = new Uint8Array(solidPng(64, 64));
    form.append('file', new Blob([picture], { type: 'image/png' }), 'a.png');
    const kept = await fetch(`${server.url}/v1/files`, { method: 'POST', body: form });
    const { id } = (await kept.json()) as { id: string };
    const images = [{ file_id: id }];
    const { status, json } = await ask('comparisons', { models: [dear, cheap], images });
    expect(status).toBe(200);
    expect(json.data.map((row) => Reflect.get(row, 'status'))).toEqual(['done', 'done']);
    expect(upstream.paints().map(({ path }) => path)).toEqual([
      '/v1/images/edits',
      '/v1/images/edits',
    ]);
  });
});
