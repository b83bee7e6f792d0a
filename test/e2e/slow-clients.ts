import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { expect } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';

const script = fileURLToPath(new URL('./slow_clients.py', import.meta.url));
const shapes = ['head', 'body', 'answer', 'idle'] as const;
const key = 'admin-key';
const authorization = `Bearer ${key}`;
/** Within which all of them are gone, in milliseconds. */
const reapedWithin = 40_000;
const answeredWithin = 1_000;

/**
 * Opens as many slow connections of each shape, all at once, and proves that others are answered
 * meanwhile, that every slow one is cut in time, and that what was painted for one of them is kept.
 */
export async function proveSlowClients(count: number): Promise<void> {
  const upstream = await startFakeUpstream();
  const server = await startServe({
    API_KEY: 'sk-operator',
    API_BASE_URL: upstream.origin,
    ADMIN_KEY: key,
  });
  const ends: (() => unknown)[] = [];
  try {
    const { unread, path } = await paintForNobody(server, upstream);
    ends.push(() => unread.destroy());
    const before = await countSockets(server.pid);
    const opened = await Promise.all(shapes.map((shape) => openSlow(server, shape, count, path)));
    ends.push(...opened);
    const begin = performance.now();
    // Whoever was refused at once may be gone already.
    const most = count * shapes.length;
    await expect.poll(() => countSockets(server.pid)).toBeGreaterThan(before + most * 0.8);
    const slowest = await askOthers(server, upstream, async () => {
      const open = (await countSockets(server.pid)) - before;
      return open > 0 && performance.now() - begin < reapedWithin;
    });
    expect(await countSockets(server.pid)).toBeLessThanOrEqual(before);
    expect(slowest).toBeLessThan(answeredWithin);
    expect(unread.destroyed || (await isCut(unread))).toBe(true);
    const asset = await request(`${server.url}${path}`);
    expect((await asset.body.arrayBuffer()).byteLength).toBe(upstream.painted[0]?.size);
    expect(server.log()).not.toContain('"code":"internal"');
  } finally {
    for (const end of ends) end();
    await server.stop();
    await upstream.close();
  }
}

/** Asks for a large picture and reads nothing of the answer; gives back where the picture is kept. */
async function paintForNobody(server: ServeProcess, upstream: FakeUpstream) {
  upstream.mode({ mode: 'b64', bytes: 12_000_000 });
  const unread = connect(Number(new URL(server.url).port), '127.0.0.1');
  unread.on('error', () => {});
  const body = JSON.stringify({ prompt: 'a fox for nobody', model: 'gpt-image-2' });
  unread.write(
    `POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  unread.pause();
  const find = async () => {
    const { body } = await request(`${server.url}/v1/generations`, { headers: { authorization } });
    const { data } = (await body.json()) as { data: { data: { name: string }[] }[] };
    return data[0]?.data[0]?.name;
  };
  await expect.poll(find, { timeout: 10_000 }).toBeDefined();
  upstream.mode('paint');
  return { unread, path: `/i/${await find()}` };
}

/** A connection that is paused is told of its end only when it is read. */
async function isCut(socket: Socket): Promise<boolean> {
  socket.resume();
  await Promise.race([new Promise((resolve) => socket.once('close', resolve)), sleep(2000)]);
  return socket.destroyed;
}

/** Resolves when they are open, with what ends them. */
async function openSlow(server: ServeProcess, shape: string, count: number, path: string) {
  const words = [script, new URL(server.url).port, shape, String(count), key, path];
  const child = spawn('/usr/bin/python3', words, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(createInterface(child.stdout), 'line');
  return () => child.stdin.end();
}

/** Asks and paints while it goes on; gives back the longest wait of anybody, in milliseconds. */
async function askOthers(
  server: ServeProcess,
  upstream: FakeUpstream,
  goesOn: () => Promise<boolean>,
): Promise<number> {
  const url = `${server.url}/v1/images/generations`;
  const body = JSON.stringify({ prompt: 'a fox', model: 'gpt-image-2', response_format: 'url' });
  const headers = { authorization, 'content-type': 'application/json' };
  let slowest = 0;
  const timed = async (asking: ReturnType<typeof request>) => {
    const begin = performance.now();
    const answer = await asking;
    await answer.body.dump();
    expect(answer.statusCode).toBe(200);
    slowest = Math.max(slowest, performance.now() - begin);
  };
  const charged = upstream.charges;
  let painted = 0;
  for (; await goesOn(); painted += 1) {
    await timed(request(`${server.url}/v1/models`, { headers }));
    await timed(request(url, { method: 'POST', headers, body }));
    await sleep(250);
  }
  expect(upstream.charges - charged).toBe(painted);
  return slowest;
}

/** How many sockets a process holds. */
async function countSockets(pid: number): Promise<number> {
  const folder = `/proc/${pid}/fd`;
  const links = (await readdir(folder)).map((name) =>
    readlink(`${folder}/${name}`).catch(() => ''),
  );
  return (await Promise.all(links)).filter((link) => link.startsWith('socket:')).length;
}
