import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectStdio,
  createMcpRig,
  type Era,
  type McpRig,
  openStdio,
  textsOf,
} from '../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../test/fakes/openai-upstream.ts';

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

const fox = { name: 'generate_image', arguments: { prompt: 'a fox' } };

async function millisecondsOf(work: Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work;
  return performance.now() - before;
}

describe.each<Era>(['2025', '2026'])('over a pair of streams, in the era of %s', (era) => {
  it('paints, and writes nothing but JSON-RPC', async () => {
    const { client, lines } = await connectStdio(rig, era);
    expect(textsOf(await client.callTool(fox))[0]).toMatch(/^http/);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    await client.close();
  });

  it('is done within 100 ms of the input’s end when nothing is under way', async () => {
    const { client, stdin, served } = await connectStdio(rig, era);
    await client.callTool(fox);
    stdin.end();
    expect(await millisecondsOf(served)).toBeLessThan(100);
  });

  it('lets a paid call become durable when its host has gone', async () => {
    const { client, stdin, served } = await connectStdio(rig, era);
    upstream.mode({ mode: 'b64', latencyMs: 300 });
    client.callTool(fox).catch(() => {});
    while (upstream.paints().length === 0) await sleep(10);
    stdin.end();
    await served;
    expect((await rig.app.store.listGenerations('local', 1))[0]?.state).toBe('hosted');
  });

  it('lets a paid call become durable that was answered with a job id', async () => {
    rig.options.answerWithinMs = 50;
    const { client, stdin, served } = await connectStdio(rig, era);
    upstream.mode({ mode: 'b64', latencyMs: 400 });
    await client.callTool(fox);
    stdin.end();
    await served;
    expect((await rig.app.store.listGenerations('local', 1))[0]?.state).toBe('hosted');
  });

  it('aborts the upstream on an explicit cancel', async () => {
    const { client, stdin, served } = await connectStdio(rig, era);
    upstream.mode({ mode: 'b64', latencyMs: 10_000 });
    const abort = new AbortController();
    client.callTool(fox, { signal: abort.signal }).catch(() => {});
    while (upstream.paints().length === 0) await sleep(10);
    abort.abort();
    stdin.end();
    expect(await millisecondsOf(served)).toBeLessThan(2_000);
    expect((await rig.app.store.listGenerations('local', 1))[0]?.state).toBe('cancelled');
  });
});

it('answers what was asked just before the input ended', async () => {
  const { stdin, lines, served } = openStdio(rig);
  const params = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'sh', version: '1' },
  };
  const messages = [
    { id: 1, method: 'initialize', params },
    { method: 'notifications/initialized' },
    { id: 2, method: 'tools/list' },
    { id: 3, method: 'tools/call', params: fox },
  ];
  for (const message of messages)
    stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  stdin.end();
  await served;
  expect(lines.map((line) => JSON.parse(line).id)).toEqual([1, 2, 3]);
});

it('answers lines that are no messages, and goes on', async () => {
  const { stdin, lines, served } = openStdio(rig);
  stdin.write('hello\n{"jsonrpc":"2.0","id":7}\n{"jsonrpc":"2.0","id":8,"method":"ping"}\n');
  stdin.end();
  await served;
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { id: null, error: { code: -32700 } },
    { id: 7, error: { code: -32600 } },
    { id: 8, result: {} },
  ]);
});

it('outlives a host that no longer reads', async () => {
  const { client, stdin, served } = await connectStdio(rig);
  upstream.mode({ mode: 'b64', latencyMs: 200 });
  client.callTool(fox).catch(() => {});
  while (upstream.paints().length === 0) await sleep(10);
  stdin.destroy(new Error('the pipe broke'));
  await served;
  expect((await rig.app.store.listGenerations('local', 1))[0]?.state).toBe('hosted');
});
