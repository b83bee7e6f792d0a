import type { Client } from '@modelcontextprotocol/client';
import {
  createTaskSessionFromClient,
  type JsonRpcResponse,
  resultFromTaskOutcome,
} from '@modelcontextprotocol/ext-tasks/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  createSandbox,
  type Sandbox,
  type ServeProcess,
  startServe,
} from '../e2e/maliang-process.ts';
import { call, connectHttp, createClient, type Era } from '../e2e/mcp-client.ts';
import { postModern, type RawRequest, tasksFraming, withTasks } from '../e2e/modern-mcp.ts';
import { startStdio, type WireMessage } from '../e2e/stdio-process.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';

/** Longer than any host waits for one answer. */
const paintingMs = 75_000;
const testMs = 120_000;
/** Some hosts end a call after this, whatever they hear meanwhile. */
const hostMs = 45_000;

let upstream: FakeUpstream;
let server: ServeProcess;
let sandbox: Sandbox;
let key: { id: string; secret: string };

const operator = { authorization: 'Bearer admin', 'content-type': 'application/json' };

beforeAll(async () => {
  upstream = await startFakeUpstream();
  upstream.mode({ mode: 'b64', latencyMs: paintingMs });
  const env = { API_KEY: 'sk-operator', API_BASE_URL: upstream.origin };
  [server, sandbox] = await Promise.all([
    startServe({ ...env, ADMIN_KEY: 'admin', ASSUMED_PRICE_USD: '0.04' }),
    createSandbox({ ...env, PORT: '39221' }),
  ]);
  const body = JSON.stringify({ name: 'agent', usd_per_day: 1 });
  const made = await fetch(`${server.url}/v1/keys`, { method: 'POST', headers: operator, body });
  key = (await made.json()) as typeof key;
});
afterAll(async () => {
  await server.stop();
  await sandbox.remove();
  await upstream.close();
});

type Wire = 'stdio' | 'http';

const ways: readonly [Era, Wire][] = [
  ['2025', 'stdio'],
  ['2025', 'http'],
  ['2026', 'stdio'],
  ['2026', 'http'],
];

/** A client, and a way to send what its methods do not know; its server ends with it. */
async function connect(era: Era, wire: Wire) {
  if (wire === 'http') {
    const client = await connectHttp(server.url, era, key.secret);
    const ask = (request: RawRequest) => postModern(server.url, request, key.secret);
    return { client, ask, close: () => client.close() };
  }
  const child = startStdio(sandbox);
  const client = createClient(era);
  await client.connect(child.transport);
  const ask = ({ method, params }: RawRequest) => child.ask(method, params);
  return { client, ask, close: () => child.end() };
}

/** Paints as a host does that shows progress; tells when it heard something, in milliseconds. */
async function generate(client: Client, prompt: string) {
  const began = Date.now();
  const heard = [0];
  const result = await client.callTool(
    { name: 'generate_image', arguments: { prompt } },
    { timeout: hostMs, onprogress: () => heard.push(Date.now() - began) },
  );
  heard.push(Date.now() - began);
  const gaps = heard.slice(1).map((at, index) => at - (heard[index] ?? 0));
  return { result, took: heard.at(-1) ?? 0, longestGap: Math.max(...gaps), heard: gaps.length };
}

describe.concurrent('a picture that takes 75 s', () => {
  it.each(ways)(
    'is delivered to a client of %s over %s',
    async (era, wire) => {
      const { client, close } = await connect(era, wire);
      const { result, took, longestGap, heard } = await generate(client, `${era} ${wire}`);
      process.stdout.write(
        `${era} over ${wire}: a job id after ${took} ms, ${heard - 1} signs of progress, at most ${longestGap} ms apart\n`,
      );
      expect(took).toBeLessThan(40_000);
      expect(longestGap).toBeLessThan(10_000);
      expect(result.structuredContent).toMatchObject({ status: 'running' });
      const { job_id } = result.structuredContent as { job_id: string };
      expect(JSON.stringify(result.content)).toContain(job_id);
      const waited = await call(client, 'get_image', { job_id, wait_seconds: 40 }, hostMs);
      expect(waited).toMatchObject({ isError: false, structured: { status: 'done', job_id } });
      expect(waited.texts[0]).toBe(JSON.parse(JSON.stringify(waited.structured)).images[0].url);
      await close();
    },
    testMs,
  );

  it(
    'is a task for who takes them, and cut at no cost where that is cancelled',
    async () => {
      await Promise.all([followTask('stdio'), followTask('http'), cancelTask()]);
    },
    testMs,
  );
});

async function followTask(wire: Wire): Promise<void> {
  const { client, ask, close } = await connect('2026', wire);
  const session = createTaskSessionFromClient(client, {
    endpointId: wire,
    rawDispatch: async (request) => toResponse(await ask(request as unknown as RawRequest)),
    v2RequestFraming: tasksFraming,
  });
  const began = Date.now();
  const execution = await session.callTool('generate_image', { prompt: `task ${wire}` });
  expect(Date.now() - began).toBeLessThan(40_000);
  const { outcome } = await execution.settle();
  expect(resultFromTaskOutcome(outcome)).toMatchObject({ structuredContent: { status: 'done' } });
  await session.close();
  await close();
}

async function cancelTask(): Promise<void> {
  const { ask, close } = await connect('2026', 'http');
  const params = { name: 'generate_image', arguments: { prompt: 'cancelled' } };
  const { result } = await ask({ method: 'tools/call', params: withTasks(params) });
  const taskId = String(result?.taskId);
  expect(result).toMatchObject({ resultType: 'task', status: 'working' });
  await ask({ method: 'tasks/cancel', params: withTasks({ taskId }) });
  await vi.waitFor(() => expect(upstream.cuts).toBe(1), 5_000);
  await vi.waitFor(async () => {
    const shown = await ask({ method: 'tasks/get', params: withTasks({ taskId }) });
    expect(shown.result).toMatchObject({ status: 'cancelled' });
  }, 5_000);
  await close();
}

it('each was painted once, and paid once', async () => {
  const names = [...ways.map(([era, wire]) => `${era} ${wire}`), 'task stdio', 'task http'];
  const prompts = upstream.paints().map(({ json }) => String(json?.prompt));
  expect(prompts.toSorted()).toEqual([...names, 'cancelled'].toSorted());
  const answer = await fetch(`${server.url}/v1/keys/${key.id}`, { headers: operator });
  const { spend } = (await answer.json()) as { spend: { today: object } };
  expect(spend.today).toMatchObject({ usd: 0.12, images: 3, held_usd: 0 });
});

function toResponse({ result, error }: WireMessage): JsonRpcResponse {
  return (error ? { kind: 'error', error } : { kind: 'result', result }) as JsonRpcResponse;
}
