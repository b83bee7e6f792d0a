import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  echo,
  failure,
  heard,
  listen,
  openClient,
  serve,
  serveRaw,
} from '../../../test/fakes/loopback.ts';

describe('behind a proxy', () => {
  async function startProxy(reach: (target: string) => Socket | undefined) {
    const asked: { method: string; url: string; headers: IncomingMessage['headers'] }[] = [];
    const note = ({ method = '', url = '', headers }: IncomingMessage) =>
      asked.push({ method, url, headers });
    const server = createServer((request, answer) => {
      note(request);
      answer.end('from the proxy');
    });
    server.on('connect', (request: IncomingMessage, socket: Socket) => {
      note(request);
      const target = reach(request.url ?? '');
      if (target === undefined) {
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target
        .on('error', () => socket.destroy())
        .pipe(socket)
        .on('error', () => target.destroy())
        .pipe(target);
    });
    const { origin } = await listen(server);
    return { url: origin.replace('//', '//us%40er:pass@'), asked };
  }
  const login = `Basic ${Buffer.from('us@er:pass').toString('base64')}`;

  it('asks it for http: targets in full, and logs in', async () => {
    const proxy = await startProxy(() => undefined);
    const client = openClient(['http://shop.test'], { httpProxy: proxy.url });
    const answer = await client.request({ method: 'GET', url: 'http://shop.test/a?b=c' });
    expect(await answer.text()).toBe('from the proxy');
    expect(answer.url).toBe('http://shop.test/a?b=c');
    expect(proxy.asked).toMatchObject([
      {
        url: 'http://shop.test/a?b=c',
        headers: { host: 'shop.test', 'proxy-authorization': login },
      },
    ]);
  });

  it('tunnels to https: targets and begins TLS there, the request unsent until it holds', async () => {
    let hello = Buffer.alloc(0);
    const target = await serveRaw((socket) => {
      socket.once('data', (bytes) => {
        hello = bytes;
        socket.destroy();
      });
    });
    const proxy = await startProxy(() => connect(target.port, '127.0.0.1'));
    const client = openClient(['https://shop.test'], { httpsProxy: proxy.url });
    const error = await failure(
      client.request({ method: 'POST', url: 'https://shop.test/', body: 'x' }),
    );
    expect(error).toMatchObject({ kind: 'unreachable', sent: false });
    expect(proxy.asked).toMatchObject([
      { method: 'CONNECT', url: 'shop.test:443', headers: { 'proxy-authorization': login } },
    ]);
    expect(hello[0]).toBe(0x16);
    expect(hello.includes('shop.test')).toBe(true);
  });

  it('has sent nothing when the proxy refuses, hangs up or keeps silent', async () => {
    const refusing = (await startProxy(() => undefined)).url;
    const hangingUp = (await serveRaw((socket) => socket.once('data', () => socket.destroy())))
      .origin;
    const silent = (await serveRaw(() => undefined)).origin;
    for (const httpsProxy of [refusing, hangingUp, silent]) {
      const client = openClient(['https://shop.test'], { httpsProxy, connectMs: 80 });
      const error = await failure(client.request({ method: 'GET', url: 'https://shop.test/' }));
      expect(error).toMatchObject({ kind: 'unreachable', sent: false });
      expect(error.message).not.toMatch(/pass/);
    }
  });

  it('still guards: untrusted private addresses never reach the proxy', async () => {
    const proxy = await startProxy(() => undefined);
    const client = openClient([], { httpProxy: proxy.url, httpsProxy: proxy.url });
    for (const url of ['http://10.0.0.1/', 'https://[fd00::1]/', 'http://127.0.0.1/']) {
      const error = await failure(client.request({ method: 'GET', url }));
      expect(error).toMatchObject({ kind: 'address-refused', sent: false });
    }
    expect(proxy.asked).toEqual([]);
  });

  it('goes straight to loopback', async () => {
    const proxy = await startProxy(() => undefined);
    const { origin } = await serve(echo);
    const client = openClient([origin], { httpProxy: proxy.url });
    expect((await heard(await client.request({ method: 'GET', url: origin }))).method).toBe('GET');
    expect(proxy.asked).toEqual([]);
  });
});
