import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { isRunning } from '../../src/kit/is-running.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import {
  bundle,
  createSandbox,
  type Sandbox,
  type ServeProcess,
  startServe,
} from './maliang-process.ts';
import { connectHttp, createClient, eras } from './mcp-client.ts';
import { startStdio } from './stdio-process.ts';

const fox = { name: 'generate_image', arguments: { prompt: 'a fox' } };
const patience = { timeout: 10_000, interval: 20 };

let upstream: FakeUpstream;
let env: Record<string, string>;
beforeEach(async () => {
  upstream = await startFakeUpstream();
  env = { API_KEY: 'sk-operator', API_BASE_URL: upstream.origin, DEFAULT_MODEL: 'gpt-image-2' };
});
afterEach(() => upstream.close());

const painting = () => expect.poll(() => upstream.paints().length, patience).toBe(1);

/** The states of what a server has recorded. */
async function statesOf({ url }: ServeProcess, key?: string): Promise<string[]> {
  const headers: Record<string, string> =
    key === undefined ? {} : { authorization: `Bearer ${key}` };
  const answer = await fetch(`${url}/v1/generations`, { headers });
  const { data } = (await answer.json()) as { data: { state: string }[] };
  return data.map(({ state }) => state);
}

describe('over stdio', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox(env);
  });
  afterEach(() => sandbox.remove());

  /** What is in the gallery afterwards, for a server that is started on the same folder. */
  async function recordedStates(): Promise<string[]> {
    const server = await startServe({ DATA_DIR: sandbox.env.DATA_DIR ?? '' });
    const states = await statesOf(server);
    await server.stop();
    return states;
  }

  it.each(eras)('an explicit cancel cuts the upstream, %s', async (era) => {
    upstream.mode({ mode: 'b64', latencyMs: 30_000 });
    const server = startStdio(sandbox);
    const client = createClient(era);
    await client.connect(server.transport);
    const abort = new AbortController();
    const called = client.callTool(fox, { signal: abort.signal });
    called.catch(() => {});
    await painting();
    abort.abort();
    await expect(called).rejects.toThrow();
    await expect.poll(() => upstream.cuts, patience).toBe(1);
    expect(await server.end()).toBeLessThan(1_000);
    expect(await recordedStates()).toEqual(['cancelled']);
  });

  it('a host that is killed loses no picture, and leaves no process behind', async () => {
    upstream.mode({ mode: 'b64', latencyMs: 1_500 });
    const host = spawn(process.execPath, ['--input-type=module', '-e', hostProgram, bundle], {
      cwd: sandbox.folder,
      env: sandbox.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void host.kill('SIGKILL'));
    const [pid] = await once(host.stdout.setEncoding('utf8'), 'data');
    await painting();
    host.kill('SIGKILL');
    await once(host, 'exit');
    await sleep(300);
    expect(isRunning(Number(pid))).toBe(true);
    await expect.poll(() => isRunning(Number(pid)), patience).toBe(false);
    expect(upstream.cuts).toBe(0);
    expect(await recordedStates()).toEqual(['hosted']);
  });

  it('its input’s end is its own within 100 ms where it is idle', async () => {
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const server = startStdio(sandbox);
      const client = createClient('2025');
      await client.connect(server.transport);
      await client.listTools();
      if (round > 0) await client.callTool(fox);
      times.push(await server.end());
      expect(await server.exited).toBe(0);
      expect(server.log()).toBe('');
    }
    const shown = times.map((time) => `${Math.round(time)} ms`).join(', ');
    process.stdout.write(`MCP over stdio, from the end of the input to the exit: ${shown}\n`);
    // The aim is 100 ms on a machine that does nothing else.
    expect(Math.max(...times)).toBeLessThan(1_000);
  });

  it('its input’s end lets a paid call become durable, in silence', async () => {
    upstream.mode({ mode: 'b64', latencyMs: 1_000 });
    const server = startStdio(sandbox);
    const client = createClient('2025');
    await client.connect(server.transport);
    client.callTool(fox).catch(() => {});
    await painting();
    const written = server.messages.length;
    const took = await server.end();
    expect(took).toBeGreaterThan(500);
    expect(took).toBeLessThan(5_000);
    const after = server.messages.slice(written);
    expect(after.every(({ id }) => id !== undefined)).toBe(true);
    expect(server.log()).toBe('');
    expect(await recordedStates()).toEqual(['hosted']);
  });
});

/** A host that starts the server on its pipes, asks for one picture and lives until it is killed. */
const hostProgram = `
import { spawn } from 'node:child_process';
const server = spawn(process.execPath, [process.argv[1], 'mcp'], { stdio: ['pipe', 'pipe', 'inherit'] });
const clientInfo = { name: 'host', version: '1' };
const tell = (message) => server.stdin.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
tell({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
tell({ method: 'notifications/initialized' });
tell({ id: 2, method: 'tools/call', params: ${JSON.stringify(fox)} });
process.stdout.write(String(server.pid));
`;

describe('over HTTP', () => {
  let server: ServeProcess;
  let key: { id: string; secret: string };
  beforeEach(async () => {
    server = await startServe({ ...env, ADMIN_KEY: 'admin', ASSUMED_PRICE_USD: '0.04' });
    const made = await fetch(`${server.url}/v1/keys`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'agent', usd_per_day: 0.06 }),
    });
    key = (await made.json()) as typeof key;
  });
  afterEach(() => server.stop());

  /** What the key has spent today, and what is held back for calls under way, in US dollars. */
  async function spentToday() {
    const headers = { authorization: 'Bearer admin' };
    const answer = await fetch(`${server.url}/v1/keys/${key.id}`, { headers });
    const { spend } = (await answer.json()) as { spend: { today: object } };
    return spend.today;
  }

  it('an explicit cancel cuts the upstream and frees the budget', async () => {
    upstream.mode({ mode: 'b64', latencyMs: 30_000 });
    const client = await connectHttp(server.url, '2025', key.secret);
    const abort = new AbortController();
    client.callTool(fox, { signal: abort.signal }).catch(() => {});
    await painting();
    expect(await spentToday()).toMatchObject({ held_usd: 0.04 });
    const refused = await client.callTool(fox);
    expect(JSON.stringify(refused.content)).toContain('[budget_exceeded]');
    abort.abort();
    await expect.poll(() => upstream.cuts, patience).toBe(1);
    await expect.poll(spentToday, patience).toMatchObject({ usd: 0, images: 0, held_usd: 0 });
    upstream.mode('b64');
    expect((await client.callTool(fox)).isError ?? false).toBe(false);
    await client.close();
  });

  it.each(eras)(
    'a closed stream cancels nothing: the picture is there afterwards, %s',
    async (era) => {
      upstream.mode({ mode: 'b64', latencyMs: 1_000 });
      const client = await connectHttp(server.url, era, key.secret);
      client.callTool(fox).catch(() => {});
      await painting();
      await client.close();
      await expect.poll(() => statesOf(server, key.secret), patience).toEqual(['hosted']);
      expect(upstream.cuts).toBe(0);
      const spent = { usd: 0.04, images: 1, held_usd: 0 };
      await expect.poll(spentToday, patience).toMatchObject(spent);
    },
  );
});
