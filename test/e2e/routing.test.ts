import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { postJson } from './post-json.ts';

const admin = { authorization: 'Bearer admin-key' };
/** Nobody listens there: a port that was free a moment ago. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const paint = (server: ServeProcess, body: object = {}, headers: Record<string, string> = admin) =>
  postJson(`${server.url}/v1/images/generations`, { prompt: 'a fox', ...body }, headers);

async function get<Body>(server: ServeProcess, path: string): Promise<Body> {
  const answer = await fetch(`${server.url}${path}`, { headers: admin });
  return (await answer.json()) as Body;
}

interface Shown {
  provider: string;
  model: string;
  state: string;
}

describe('a list of models', () => {
  let first: FakeUpstream;
  let second: FakeUpstream;
  let server: ServeProcess;
  beforeAll(async () => {
    first = await startFakeUpstream();
    second = await startFakeUpstream();
    server = await startServe({
      OPENAI_API_KEY: 'sk-first',
      OPENAI_BASE_URL: first.origin,
      API_KEY: 'sk-second',
      API_BASE_URL: second.origin,
      ADMIN_KEY: 'admin-key',
      MODEL_ALIASES: 'safe=openai/gpt-image-2>relay/gpt-image-2, quick=openai/gpt-image-2',
      PROVIDER_FAILURES: '0',
    });
  });
  afterAll(async () => {
    await server.stop();
    await first.close();
    await second.close();
  });
  let before: number[];
  beforeEach(() => {
    first.mode('paint');
    second.mode('paint');
    before = [first.charges, second.charges];
  });
  const charged = () => [first, second].map(({ charges }, at) => charges - (before[at] ?? 0));

  it('is painted by its first', async () => {
    const answer = await paint(server, { model: 'safe' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-maliang-provider')).toBe('openai');
    expect(answer.headers.get('x-maliang-warnings')).toBeNull();
    expect(charged()).toEqual([1, 0]);
  });

  it('goes on to its next where the first takes no more, is charged once and says so', async () => {
    first.mode('quota');
    const answer = await paint(server, { model: 'safe' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-maliang-provider')).toBe('relay');
    expect(answer.headers.get('x-maliang-warnings')).toContain(
      'openai/gpt-image-2 could not be used, and relay/gpt-image-2 was asked in its place',
    );
    expect(answer.json.maliang.warnings).toMatchObject([{ code: 'fell_back' }]);
    expect(charged()).toEqual([0, 1]);
    const { id } = answer.json.maliang;
    expect(await get<Shown>(server, `/v1/generations/${id}`)).toMatchObject({
      provider: 'relay',
      model: 'gpt-image-2',
    });
  });

  it('goes on to its next where the first says that it failed before it began', async () => {
    first.mode({ mode: 'error-json', status: 503 });
    const answer = await paint(server, { model: 'safe' });
    expect(answer.headers.get('x-maliang-provider')).toBe('relay');
    expect(charged()).toEqual([0, 1]);
  });

  it('tells a stream who paints before the first byte', async () => {
    first.mode('unauthorized');
    const answer = await fetch(`${server.url}/v1/images/generations`, {
      method: 'POST',
      headers: { ...admin, 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'a fox', model: 'safe', stream: true, partial_images: 1 }),
    });
    expect(answer.headers.get('x-maliang-provider')).toBe('relay');
    expect(answer.headers.get('x-maliang-warnings')).toContain('was asked in its place');
    expect(await answer.text()).toContain('image_generation.completed');
    expect(charged()).toEqual([0, 1]);
  });

  it.each([
    ['resets after the request was sent', 'reset', 'outcome_unknown'],
    ['breaks off in its answer', 'truncated', 'outcome_unknown'],
    ['refuses the content', 'moderation', 'moderation_blocked'],
  ] as const)('ends where the first %s', async (_, mode, code) => {
    first.mode(mode);
    const answer = await paint(server, { model: 'safe' });
    expect(answer.json.error.code).toBe(code);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(second.paints()).toHaveLength(second.charges);
    expect(charged()[1]).toBe(0);
  });

  it('is among the models', async () => {
    interface Model {
      id: string;
      maliang: { stands_for?: string };
    }
    const { data } = await get<{ data: Model[] }>(server, '/v1/models');
    expect(data.find(({ id }) => id === 'safe')?.maliang.stands_for).toBe(
      'openai/gpt-image-2>relay/gpt-image-2',
    );
    expect((await get<Model>(server, '/v1/models/quick')).id).toBe('quick');
  });

  it('may be a key’s own, and leads to no model that the key may not use', async () => {
    const made = await postJson(
      `${server.url}/v1/keys`,
      {
        name: 'ann',
        models: ['relay/*'],
        aliases: { mine: 'openai/gpt-image-2>relay/gpt-image-2' },
      },
      admin,
    );
    const { secret } = made.json as unknown as { secret: string };
    const own = { authorization: `Bearer ${secret}` };
    const answer = await paint(server, { model: 'mine' }, own);
    expect(answer.headers.get('x-maliang-provider')).toBe('relay');
    expect((await paint(server, { model: 'quick' }, own)).json.error.code).toBe(
      'model_not_allowed',
    );
    expect(charged()).toEqual([0, 1]);
  });
});

describe('an upstream that refuses connections', () => {
  let second: FakeUpstream;
  let server: ServeProcess;
  beforeAll(async () => {
    second = await startFakeUpstream();
    server = await startServe({
      OPENAI_API_KEY: 'sk-first',
      OPENAI_BASE_URL: await closedAddress(),
      API_KEY: 'sk-second',
      API_BASE_URL: second.origin,
      ADMIN_KEY: 'admin-key',
      MODEL_ALIASES: 'safe=openai/gpt-image-2>relay/gpt-image-2',
      PROVIDER_FAILURES: '2',
    });
  });
  afterAll(async () => {
    await server.stop();
    await second.close();
  });

  it('has the next one paint, once', async () => {
    const answer = await paint(server, { model: 'safe' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-maliang-provider')).toBe('relay');
    expect(second.charges).toBe(1);
  });

  it('is left alone after a while: passed over in lists, and refused at once where it is named', async () => {
    await paint(server, { model: 'openai/gpt-image-2' });
    const begun = performance.now();
    const named = await paint(server, { model: 'openai/gpt-image-2' });
    expect(named.json.error.code).toBe('provider_paused');
    expect(named.status).toBe(503);
    expect(Number(named.headers.get('retry-after'))).toBeGreaterThan(0);
    // Nothing was tried: a try takes three connections and the waits between them.
    expect(performance.now() - begun).toBeLessThan(500);
    const listed = await paint(server, { model: 'safe' });
    expect(listed.headers.get('x-maliang-provider')).toBe('relay');
    expect(listed.json.maliang.warnings).toMatchObject([{ code: 'fell_back' }]);
    const metrics = await (await fetch(`${server.url}/metrics`, { headers: admin })).text();
    expect(metrics).toContain('maliang_provider_paused{provider="openai"} 1');
    expect(metrics).toContain('maliang_provider_paused{provider="relay"} 0');
    const model = await get<{ maliang: { paused_seconds: number } }>(
      server,
      '/v1/models/openai/gpt-image-2',
    );
    expect(model.maliang.paused_seconds).toBeGreaterThan(0);
  });
});

describe('several keys of a provider', () => {
  let upstream: FakeUpstream;
  let server: ServeProcess;
  const keys = ['sk-key-one-0001', 'sk-key-two-0002', 'sk-key-three-0003'];
  beforeAll(async () => {
    upstream = await startFakeUpstream();
    server = await startServe({
      OPENAI_API_KEY: keys.join(','),
      OPENAI_BASE_URL: upstream.origin,
      ADMIN_KEY: 'admin-key',
    });
  });
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });
  const usedKeys = () =>
    upstream
      .paints()
      .map(({ headers }) => keys.indexOf(String(headers.authorization).slice(7)) + 1);

  it('are used in turn; a refused one rests, and no log knows any of them', async () => {
    for (let time = 0; time < 3; time += 1) await paint(server);
    expect(usedKeys()).toEqual([1, 2, 3]);
    upstream.mode(({ headers }) =>
      String(headers.authorization).includes('two') ? 'echo-key' : 'paint',
    );
    for (let time = 0; time < 4; time += 1) expect((await paint(server)).status).toBe(200);
    expect(usedKeys().filter((key) => key === 2)).toHaveLength(2);
    expect(upstream.charges).toBe(7);
    upstream.mode('echo-key');
    expect((await paint(server)).json.error.code).toBe('upstream_unauthorized');
    const paused = await paint(server);
    expect(paused.json.error.code).toBe('provider_paused');
    const said = server.log() + paused.json.error.message;
    expect(server.log()).toContain('a key of a provider rests');
    for (const key of keys) expect(said).not.toContain(key);
  });
});

describe('a provider that is given one call at once', () => {
  let upstream: FakeUpstream;
  let server: ServeProcess;
  beforeAll(async () => {
    upstream = await startFakeUpstream();
    server = await startServe({
      OPENAI_API_KEY: 'sk-first',
      OPENAI_BASE_URL: upstream.origin,
      ADMIN_KEY: 'admin-key',
      PROVIDER_CONCURRENCY: 'openai=1',
    });
  });
  afterEach(() => upstream.mode('paint'));
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  const keyOf = async (name: string) => {
    const made = await postJson(`${server.url}/v1/keys`, { name }, admin);
    return { authorization: `Bearer ${(made.json as unknown as { secret: string }).secret}` };
  };
  const prompts = () => upstream.paints().map(({ json }) => json?.prompt);

  it('has its callers take turns', async () => {
    const ann = await keyOf('ann');
    const bob = await keyOf('bob');
    upstream.mode({ mode: 'paint', latencyMs: 150 });
    const asked: Promise<unknown>[] = [];
    const ask = async (prompt: string, key: Record<string, string>) => {
      asked.push(paint(server, { prompt }, key));
      await sleep(20);
    };
    for (const prompt of ['a1', 'a2', 'a3']) await ask(prompt, ann);
    await ask('b1', bob);
    await Promise.all(asked);
    expect(prompts()).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('tells one that waits its place, and sends nothing once it was cancelled', async () => {
    upstream.mode({ mode: 'paint', latencyMs: 600 });
    const sent = upstream.paints().length;
    const running = paint(server, { prompt: 'long' });
    await sleep(50);
    const { json } = await paint(server, { prompt: 'waits', async: true });
    const { id } = json as unknown as { id: string };
    const events = await fetch(`${server.url}/v1/generations/${id}/events`, { headers: admin });
    const told = events.text();
    await sleep(100);
    expect(await get<Shown>(server, `/v1/generations/${id}`)).toMatchObject({ state: 'accepted' });
    await fetch(`${server.url}/v1/generations/${id}`, { method: 'DELETE', headers: admin });
    expect(await told).toContain('waiting for openai, 0 ahead');
    await running;
    expect(upstream.paints().length - sent).toBe(1);
  });
});
