import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectStdio, createMcpRig, type McpRig, textsOf } from '../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../test/fakes/openai-upstream.ts';

let upstream: FakeUpstream;
let rig: McpRig;

beforeEach(async () => {
  upstream = await startFakeUpstream();
});

afterEach(async () => {
  await rig.close();
  await upstream.close();
});

async function connect(more: Parameters<typeof createMcpRig>[1] = {}) {
  const key = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: upstream.baseUrl };
  const environment = { ...key, DEFAULT_MODEL: 'gpt-image-2' };
  rig = await createMcpRig(environment, more);
  const { client } = await connectStdio(rig);
  const call = (name: string, args: Record<string, unknown>) =>
    client.callTool({ name, arguments: args });
  const compare = (args: Record<string, unknown>) =>
    call('generate_image', { prompt: 'a fox', ...args });
  return { call, compare };
}

interface Told {
  status: string;
  images: { id: string; url: string; model: string }[];
  models: Record<string, unknown>[];
}

const told = (result: { structuredContent?: unknown }) => result.structuredContent as Told;

it('has each model paint the same, and tells where, how long and for how much', async () => {
  const { compare } = await connect();
  const models = ['gpt-image-2', 'gpt-image-1.5'];
  const result = await compare({ models });
  const { status, images, models: parts } = told(result);
  expect(status).toBe('done');
  expect(images.map(({ model }) => model)).toEqual(models);
  expect(parts).toMatchObject(
    models.map((model) => ({
      model,
      status: 'done',
      job_id: expect.stringMatching(/^gen_/),
      seconds: expect.any(Number),
    })),
  );
  const texts = textsOf(result);
  expect(texts.slice(0, 2)).toEqual(images.map(({ url }) => url));
  expect(texts[2]?.split('\n')).toEqual(
    models.map((model) => expect.stringMatching(new RegExp(`^${model}: !\\[a fox\\]\\(http.* s`))),
  );
  expect(
    upstream
      .paints()
      .map(({ json }) => (json as { model: string }).model)
      .sort(),
  ).toEqual([...models].sort());
  expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(2 * 1024);
});

it('shows the pictures there are where a model is refused', async () => {
  const { compare } = await connect();
  upstream.mode(({ json }) => {
    return (json as { model: string }).model === 'gpt-image-1.5' ? 'moderation' : 'paint';
  });
  const result = await compare({ models: ['gpt-image-2', 'gpt-image-1.5'] });
  expect(result.isError).toBeFalsy();
  expect(told(result).images).toHaveLength(1);
  expect(told(result).models[1]).toMatchObject({
    model: 'gpt-image-1.5',
    status: 'failed',
    error: expect.stringMatching(/^Error: /),
  });
});

it('is refused as one model would be where none of them paints', async () => {
  const { compare } = await connect();
  upstream.mode('moderation');
  const result = await compare({ models: ['gpt-image-2', 'gpt-image-1.5'] });
  expect(result.isError).toBe(true);
  expect(textsOf(result).at(-1)).toContain('gpt-image-1.5: Error: ');
  const both = await compare({ models: ['gpt-image-2'], model: 'gpt-image-1.5' });
  expect(textsOf(both)[0]).toMatch(/^Error: `model` must be left out/);
});

it('answers with job ids for those that take longer than hosts wait', async () => {
  const { compare, call } = await connect({ answerWithinMs: 300 });
  upstream.mode({ mode: 'paint', latencyMs: 900 });
  const result = await compare({ models: ['gpt-image-2', 'gpt-image-1.5'] });
  const { status, models } = told(result);
  expect(status).toBe('running');
  expect(models.map((part) => part.status)).toEqual(['running', 'running']);
  rig.options.answerWithinMs = 10_000;
  for (const { job_id } of models) {
    expect(textsOf(await call('get_image', { job_id }))[0]).toMatch(/^http/);
  }
});

it('pays each model once under one idempotency key', async () => {
  const { compare } = await connect();
  const models = ['gpt-image-2', 'gpt-image-1.5'];
  const first = await compare({ models, idempotency_key: 'k' });
  const again = await compare({ models, idempotency_key: 'k' });
  expect(told(again).images).toEqual(told(first).images);
  expect(upstream.charges).toBe(2);
});
