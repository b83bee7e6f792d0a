import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { refusal } from '../../../test/fakes/parts.ts';
import { isLoopback, listen, stopListening } from './listen.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

const maker =
  (handler: RequestListener = (_, answer) => void answer.end('here')) =>
  () => {
    const server = createServer(handler);
    open.push(server);
    return server;
  };

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1');

const text = async (url: string) => (await request(url)).body.text();

describe('isLoopback', () => {
  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1'])('takes %s for this machine', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(['0.0.0.0', '::', '', '10.0.0.1', '127.0.0.1.evil.test', 'mybox.lan'])(
    'takes %j for the world',
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});

describe('listen', () => {
  it('binds one address, at a port of the system’s choice', async () => {
    const { port, servers } = await listen(maker(), '127.0.0.1', 0);
    expect(port).toBeGreaterThan(0);
    expect(servers).toHaveLength(1);
    expect(await text(`http://127.0.0.1:${port}`)).toBe('here');
  });

  it('answers under localhost in every family this machine has, at the same port', async () => {
    const { port, servers } = await listen(maker(), 'localhost', 0);
    expect(servers).toHaveLength(hasIpv6 ? 2 : 1);
    expect(await text(`http://127.0.0.1:${port}`)).toBe('here');
    if (hasIpv6) expect(await text(`http://[::1]:${port}`)).toBe('here');
  });

  it('says who may hold a port that is taken', async () => {
    const { port } = await listen(maker(), '127.0.0.1', 0);
    for (const host of ['127.0.0.1', 'localhost']) {
      const error = await refusal(listen(maker(), host, port));
      expect(error).toMatchObject({ code: 'port_taken' });
      expect(error.message).toContain(String(port));
    }
  });

  it('gives the first family up again where the second is taken', async () => {
    if (!hasIpv6) return;
    const { port } = await listen(maker(), '::1', 0);
    expect(await refusal(listen(maker(), 'localhost', port))).toMatchObject({ code: 'port_taken' });
    await sleep(20);
    expect((await listen(maker(), '127.0.0.1', port)).port).toBe(port);
  });

  it('names the setting where the address is not this machine’s', async () => {
    const error = await refusal(listen(maker(), '192.0.2.1', 0));
    expect(error).toMatchObject({ code: 'wrong_setting' });
    expect(error.message).toContain('HOST must be an address of this machine');
  });
});

describe('stopListening', () => {
  it('takes nothing new, and lets an answer under way be read to its end', async () => {
    const slow: RequestListener = async (_, answer) => {
      answer.write('half ');
      await sleep(50);
      answer.end('whole');
    };
    const { port, servers } = await listen(maker(slow), '127.0.0.1', 0);
    const agent = new Agent({ keepAliveTimeout: 60_000 });
    const answer = await request(`http://127.0.0.1:${port}`, { dispatcher: agent });
    const started = performance.now();
    const stopped = stopListening(servers);
    expect(await answer.body.text()).toBe('half whole');
    await stopped;
    expect(performance.now() - started).toBeLessThan(2000);
    await expect(request(`http://127.0.0.1:${port}`)).rejects.toThrow();
    await agent.close();
  });

  it('does not wait for connections that are idle', async () => {
    const { port, servers } = await listen(maker(), '127.0.0.1', 0);
    const agent = new Agent({ keepAliveTimeout: 60_000 });
    await (await request(`http://127.0.0.1:${port}`, { dispatcher: agent })).body.text();
    await stopListening(servers);
    const [server] = servers;
    expect(server?.listening).toBe(false);
    await agent.close();
  });

  it('is over when every server is', async () => {
    const { servers } = await listen(maker(), 'localhost', 0);
    const closed = Promise.all(servers.map((server) => once(server, 'close')));
    await stopListening(servers);
    await closed;
  });
});
