import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  connectStdio,
  createMcpRig,
  type McpRig,
  textsOf,
} from '../../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../../test/fakes/openai-upstream.ts';

let upstream: FakeUpstream;
let rig: McpRig;

beforeEach(async () => {
  upstream = await startFakeUpstream();
  const environment = { API_KEY: 'k', API_BASE_URL: upstream.origin };
  rig = await createMcpRig({ ...environment, DEFAULT_MODEL: 'gpt-image-2' });
});

afterEach(async () => {
  await rig.close();
  await upstream.close();
});

async function connect() {
  const { client } = await connectStdio(rig);
  return {
    generate: () => client.callTool({ name: 'generate_image', arguments: { prompt: 'a fox' } }),
    get: (params: Record<string, unknown>) =>
      client.callTool({ name: 'get_image', arguments: params }),
    search: () => client.callTool({ name: 'search_images', arguments: {} }),
  };
}

it('shows an image again by its id, and a job by its own', async () => {
  const { generate, get } = await connect();
  const made = await generate();
  const { images, job_id } = made.structuredContent as { images: { id: string }[]; job_id: string };
  const [url] = textsOf(made);
  expect(textsOf(await get({ id: images[0]?.id }))[0]).toBe(url);
  expect(textsOf(await get({ job_id }))[0]).toBe(url);
  expect(textsOf(await get({ id: job_id }))[0]).toBe(url);
  expect(upstream.charges).toBe(1);
});

it('says of an image that has expired that it is gone, and does not find it by its words', async () => {
  rig.options.tools = 'all';
  const { generate, get, search } = await connect();
  const { images } = (await generate()).structuredContent as { images: { id: string }[] };
  const { shelf } = rig.options.app.store;
  const later = Date.now() + 1;
  await shelf.expire({ before: later, maxBytes: undefined, settledBefore: later }, later, 1);
  expect(textsOf(await get({ id: images[0]?.id }))[0]).toMatch(/^Error: img_\w+ was removed on /);
  expect((await search()).structuredContent).toEqual({ images: [] });
});

it('finds nothing of anybody else’s', async () => {
  const { generate } = await connect();
  const made = await generate();
  const { images, job_id } = made.structuredContent as { images: { id: string }[]; job_id: string };
  rig.caller.id = 'somebody-else';
  const { get } = await connect();
  for (const params of [{ id: images[0]?.id }, { job_id }]) {
    expect(textsOf(await get(params))[0]).toMatch(/^Error: There is nothing at /);
  }
});

it('waits no longer than it is asked to', async () => {
  rig.options.answerWithinMs = 50;
  const { generate, get } = await connect();
  upstream.mode({ mode: 'b64', latencyMs: 500 });
  const { job_id } = (await generate()).structuredContent as { job_id: string };
  rig.options.answerWithinMs = 40_000;
  const before = Date.now();
  const result = await get({ job_id, wait_seconds: 0 });
  expect(result.structuredContent).toMatchObject({ status: 'running', job_id });
  expect(Date.now() - before).toBeLessThan(300);
  expect((await get({ job_id })).structuredContent).toMatchObject({ status: 'done' });
});

it('waits for a job that another process works on', async () => {
  const { get } = await connect();
  const { generate } = await connect();
  const made = await generate();
  const { job_id } = made.structuredContent as { job_id: string };
  const ended = await rig.app.store.findGeneration(job_id);
  const { findGeneration } = rig.app.store;
  // As the record looks from outside, until the other process has written its end.
  rig.app.store.findGeneration = async () =>
    ended && { ...ended, state: 'sent', endedAt: undefined };
  const got = get({ job_id });
  await sleep(100);
  rig.app.store.findGeneration = findGeneration;
  expect(textsOf(await got)[0]).toBe(textsOf(made)[0]);
});

it('tells why a job failed', async () => {
  const { generate, get } = await connect();
  upstream.mode('truncated');
  await generate();
  const [failed] = await rig.app.store.listGenerations('local', 1);
  expect(textsOf(await get({ job_id: failed?.id }))[0]).toMatch(/^Error: .*\[outcome_unknown\]$/);
});

it('refuses what names nothing', async () => {
  const { get } = await connect();
  expect(textsOf(await get({}))[0]).toContain('[missing_parameter]');
  expect(textsOf(await get({ id: '../etc' }))[0]).toContain('[not_found]');
  expect(textsOf(await get({ job_id: 'gen_x', wait_seconds: 41 }))[0]).toContain('[invalid_value]');
});
