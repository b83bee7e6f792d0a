import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { solidPng } from '../fakes/png.ts';
import { readBody } from '../fakes/request-body.ts';
import { type ServerProcess, startServer } from '../kill/server-process.ts';
import { startPostgres } from '../parts/postgres-server.ts';
import { createSandbox, type Sandbox } from './maliang-process.ts';

const admin = { authorization: 'Bearer admin-key', 'content-type': 'application/json' };

/** A provider that answers when it is let go on, one request after the other. */
async function openGate() {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    const { json } = await readBody(request);
    asked.push(String(json?.prompt));
    await new Promise<void>((resolve) => waiting.push(resolve));
    const b64_json = Buffer.from(solidPng(8, 8)).toString('base64');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ created: 1, data: [{ b64_json }] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    release: () => waiting.shift()?.(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What is read of a generation here. */
interface Shown {
  id: string;
  state: string;
  queue_ahead?: number;
  cost_usd: number | null;
  cancelled: boolean;
}

async function call(
  server: ServerProcess,
  method: string,
  path: string,
  body?: object,
): Promise<Shown> {
  const text = body ? JSON.stringify(body) : null;
  const answer = await fetch(`${server.url}/v1${path}`, { method, headers: admin, body: text });
  return (await answer.json()) as Shown;
}

const ask = (server: ServerProcess, prompt: string) =>
  call(server, 'POST', '/images/generations', { prompt, model: 'gpt-image-2', async: true });
const show = (server: ServerProcess, { id }: Shown) => call(server, 'GET', `/generations/${id}`);
const remove = (server: ServerProcess, { id }: Shown) =>
  call(server, 'DELETE', `/generations/${id}`);

let gate: Awaited<ReturnType<typeof openGate>>;
let sandbox: Sandbox;
let servers: ServerProcess[];

async function start(more: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServer({ ...sandbox, env: { ...sandbox.env, ...more } });
  servers.push(server);
  return server;
}

beforeEach(async () => {
  servers = [];
  gate = await openGate();
  sandbox = await createSandbox({
    ADMIN_KEY: 'admin-key',
    OPENAI_API_KEY: 'sk-x',
    OPENAI_BASE_URL: `${gate.origin}/v1`,
    QUEUE_CONCURRENCY: '2',
  });
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.kill()));
  await gate.close();
  await sandbox.remove();
});

describe('asynchronous generations', () => {
  it('beyond QUEUE_CONCURRENCY wait with a place, run in order, and cost nothing cancelled', async () => {
    const server = await start();
    const jobs: Shown[] = [];
    for (const prompt of ['a', 'b', 'c', 'd', 'e']) jobs.push(await ask(server, prompt));
    expect(jobs.map(({ queue_ahead }) => queue_ahead)).toEqual([undefined, undefined, 0, 1, 2]);
    const [, , third, fourth, fifth] = jobs as [Shown, Shown, Shown, Shown, Shown];
    expect(await remove(server, fourth)).toMatchObject({ state: 'cancelled', cancelled: true });
    expect(await show(server, fourth)).toMatchObject({ state: 'cancelled', cost_usd: null });
    expect(await show(server, third)).toMatchObject({ state: 'accepted', queue_ahead: 0 });
    expect(await show(server, fifth)).toMatchObject({ state: 'accepted', queue_ahead: 1 });
    await expect.poll(() => gate.asked.toSorted()).toEqual(['a', 'b']);
    gate.release();
    await expect.poll(() => gate.asked[2]).toBe('c');
    gate.release();
    await expect.poll(() => gate.asked[3]).toBe('e');
    for (const job of [third, fifth]) {
      gate.release();
      await expect.poll(async () => (await show(server, job)).state).toBe('hosted');
    }
    expect(gate.asked).toHaveLength(4);
  });

  it('survive kill -9, and go on in the next process; what was sent is sent no second time', async () => {
    const first = await start();
    const jobs: Shown[] = [];
    for (const prompt of ['a', 'b', 'c', 'd', 'e']) jobs.push(await ask(first, prompt));
    await expect.poll(() => gate.asked).toHaveLength(2);
    await first.kill();
    const second = await start();
    await expect.poll(() => gate.asked.slice(2), { timeout: 10_000 }).toEqual(['c', 'd']);
    const released = async () => {
      gate.release();
      return Promise.all(jobs.map(async (job) => (await show(second, job)).state));
    };
    await expect
      .poll(released, { timeout: 10_000 })
      .toEqual(['outcome_unknown', 'outcome_unknown', 'hosted', 'hosted', 'hosted']);
    expect(gate.asked.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('two servers on one database', () => {
  it('run, show and cancel the jobs of each other', async () => {
    const postgres = await startPostgres();
    try {
      const DATABASE_URL = await postgres.createDatabase();
      const one = await start({ DATABASE_URL, QUEUE_CONCURRENCY: '1' });
      const job = await ask(one, 'a');
      const two = await start({
        DATABASE_URL,
        QUEUE_CONCURRENCY: '1',
        DATA_DIR: `${sandbox.folder}/2`,
      });
      const other = await ask(one, 'b');
      const third = await ask(one, 'c');
      await expect.poll(() => gate.asked).toEqual(['a', 'b']);
      expect(await show(two, third)).toMatchObject({ state: 'accepted', queue_ahead: 0 });
      expect(await remove(two, third)).toMatchObject({ state: 'cancelled', cancelled: true });
      const events = await fetch(`${two.url}/v1/generations/${job.id}/events`, { headers: admin });
      expect(await remove(two, job)).toMatchObject({ state: 'cancelled', cancelled: true });
      expect(await events.text()).toContain('generation.ended');
      gate.release();
      gate.release();
      await expect.poll(async () => (await show(one, other)).state).toBe('hosted');
      expect(gate.asked).toEqual(['a', 'b']);
    } finally {
      await Promise.all(servers.map((server) => server.kill()));
      await postgres.remove();
    }
  });
});
