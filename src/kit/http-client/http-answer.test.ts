import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { failure, openClient, readAll, serve } from '../../../test/fakes/loopback.ts';

describe('the body of an answer', () => {
  const half: RequestListener = (_asked, answer) => {
    answer.writeHead(200, { 'content-length': '1000' });
    answer.write('half');
  };

  it('is cut when the connection is reset in the middle', async () => {
    const { origin, sockets } = await serve(half);
    const answer = await openClient([origin]).request({ method: 'GET', url: origin });
    for (const socket of sockets) setTimeout(() => socket.resetAndDestroy(), 20);
    expect(await failure(readAll(answer.body))).toMatchObject({ kind: 'cut', sent: true });
  });

  it('is cut when it ends short', async () => {
    const { origin, sockets } = await serve(half);
    const answer = await openClient([origin]).request({ method: 'GET', url: origin });
    for (const socket of sockets) setTimeout(() => socket.end(), 20);
    expect(await failure(answer.text())).toMatchObject({ kind: 'cut', sent: true });
  });

  it('times out when it stalls', async () => {
    const { origin } = await serve(half);
    const answer = await openClient([origin]).request({ method: 'GET', url: origin, stallMs: 50 });
    expect(await failure(readAll(answer.body))).toMatchObject({ kind: 'timeout', sent: true });
  });

  it('does not time out because its reader is slow', async () => {
    const big = Buffer.alloc(2_000_000, 'x');
    const { origin } = await serve((_asked, answer) => void answer.end(big));
    const answer = await openClient([origin]).request({ method: 'GET', url: origin, stallMs: 50 });
    let size = 0;
    for await (const chunk of answer.body) {
      if (size === 0) await sleep(200);
      size += chunk.length;
    }
    expect(size).toBe(big.length);
  });

  it('may fail unread without harm', async () => {
    const { origin, sockets } = await serve(half);
    await openClient([origin]).request({ method: 'GET', url: origin });
    for (const socket of sockets) socket.resetAndDestroy();
    await sleep(20);
    expect(sockets.size).toBe(0);
  });

  it('closes its socket when the reader leaves early', async () => {
    const { origin, sockets } = await serve(half);
    const answer = await openClient([origin]).request({ method: 'GET', url: origin });
    for await (const _chunk of answer.body) break;
    await expect.poll(() => sockets.size).toBe(0);
  });

  it('is cut to size as text', async () => {
    const { origin } = await serve((_asked, answer) => void answer.end('x'.repeat(3_000_000)));
    const client = openClient([origin]);
    const ask = () => client.request({ method: 'GET', url: origin });
    expect(await (await ask()).text(5)).toBe('xxxxx');
    expect((await (await ask()).text()).length).toBe(1024 * 1024);
    expect((await (await ask()).text(9_000_000)).length).toBe(3_000_000);
  });

  it('leaves its socket to other requests when little is dropped', async () => {
    const ports = new Set<number | undefined>();
    const { origin } = await serve((asked, answer) => {
      ports.add(asked.socket.remotePort);
      answer.end('little');
    });
    const client = openClient([origin]);
    for (let count = 0; count < 8; count += 1) {
      await (await client.request({ method: 'GET', url: origin })).discard();
    }
    expect(ports.size).toBeLessThan(4);
  });

  it('closes its socket when much is dropped, or when it comes too slowly', async () => {
    const { origin, sockets } = await serve((asked, answer) => {
      if (asked.url === '/much') answer.end('x'.repeat(5_000_000));
      else half(asked, answer);
    });
    const client = openClient([origin]);
    for (const path of ['/much', '/slow']) {
      await (await client.request({ method: 'GET', url: origin + path })).discard();
      await expect.poll(() => sockets.size).toBe(0);
    }
  });
});
