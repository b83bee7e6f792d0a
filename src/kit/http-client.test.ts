import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  echo,
  failure,
  heard,
  openClient,
  readAll,
  serve,
  serveRaw,
} from '../../test/fakes/loopback.ts';

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe('a request', () => {
  it('brings status, headers and body as they are', async () => {
    const { origin } = await serve((_asked, answer) => {
      answer.writeHead(
        418,
        [
          ['X-Tea', 'pot'],
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
        ].flat(),
      );
      answer.end('short and stout');
    });
    const answer = await openClient([origin]).request({ method: 'GET', url: `${origin}/tea?a=b` });
    expect(answer.status).toBe(418);
    expect(answer.url).toBe(`${origin}/tea?a=b`);
    expect(answer.headers).toMatchObject({ 'x-tea': 'pot', 'set-cookie': 'a=1, b=2' });
    expect(await readAll(answer.body)).toBe('short and stout');
  });

  it.each([
    ['text', 'héllo', { 'content-length': '6' }],
    ['bytes', Buffer.from('héllo'), { 'content-length': '6' }],
    ['a stream', pieces('hé', 'llo'), { 'transfer-encoding': 'chunked' }],
  ])('sends %s', async (_what, body, headers) => {
    const { origin } = await serve(echo);
    const client = openClient([origin]);
    const asked = await heard(await client.request({ method: 'POST', url: origin, body }));
    expect(asked).toMatchObject({ method: 'POST', body: 'héllo', headers });
  });

  it('tells the length of a stream where it is known', async () => {
    const { origin } = await serve(echo);
    const body = pieces('abc', 'def');
    const request = { method: 'POST', url: origin, body, contentLength: 6 } as const;
    const asked = await heard(await openClient([origin]).request(request));
    expect(asked).toMatchObject({ body: 'abcdef', headers: { 'content-length': '6' } });
  });

  it('leaves a 3xx to the asker', async () => {
    const { origin } = await serve((_asked, answer) => {
      answer.writeHead(302, { location: '/elsewhere' }).end();
    });
    const answer = await openClient([origin]).request({ method: 'GET', url: origin });
    expect([answer.status, answer.headers.location]).toEqual([302, '/elsewhere']);
  });

  it('does not wait for others to the same origin', async () => {
    const held: ServerResponse[] = [];
    const { origin } = await serve((_asked, answer) => {
      held.push(answer);
      if (held.length === 48) for (const one of held) one.end('done');
    });
    const client = openClient([origin]);
    const asked = Array.from({ length: 48 }, () => client.request({ method: 'GET', url: origin }));
    const texts = await Promise.all(asked.map(async (answer) => (await answer).text()));
    expect(texts).toEqual(Array(48).fill('done'));
  });

  it('says so when the answer is silence', async () => {
    const { origin } = await serve(() => undefined);
    const client = openClient([origin]);
    const error = await failure(client.request({ method: 'GET', url: origin, firstByteMs: 50 }));
    expect(error).toMatchObject({ kind: 'timeout', sent: true });
  });

  it('is cut and sent when the connection is reset before the answer', async () => {
    const { origin } = await serveRaw((socket) =>
      socket.once('data', () => socket.resetAndDestroy()),
    );
    const error = await failure(
      openClient([origin]).request({ method: 'POST', url: origin, body: 'x' }),
    );
    expect(error).toMatchObject({ kind: 'cut', sent: true });
  });

  it('is cut and sent when the answer is not HTTP', async () => {
    const { origin } = await serveRaw((socket) =>
      socket.once('data', () => socket.end('SSH-2.0-x\r\n')),
    );
    const error = await failure(openClient([origin]).request({ method: 'GET', url: origin }));
    expect(error).toMatchObject({ kind: 'cut', sent: true });
  });

  it('is cut and sent when its own body breaks', async () => {
    const { origin } = await serve(echo);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('abc');
      throw new Error('disk gone');
    }
    const client = openClient([origin]);
    const error = await failure(client.request({ method: 'POST', url: origin, body: broken() }));
    expect(error).toMatchObject({
      kind: 'cut',
      sent: true,
      message: expect.stringMatching(/disk gone/),
    });
  });
});

describe('nothing was sent', () => {
  it('when nobody listens', async () => {
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const url = `http://127.0.0.1:${port}`;
    const error = await failure(openClient([url]).request({ method: 'POST', url, body: 'x' }));
    expect(error).toMatchObject({ kind: 'unreachable', sent: false });
    expect(error.message).toMatch(/ECONNREFUSED/);
  });

  it('when the name does not exist', async () => {
    const url = 'http://nobody.invalid/';
    const error = await failure(openClient([]).request({ method: 'GET', url }));
    expect(error).toMatchObject({ kind: 'unreachable', sent: false });
  });

  it('when the other side speaks no TLS', async () => {
    const { port } = await serve(echo);
    const url = `https://127.0.0.1:${port}`;
    const error = await failure(openClient([url]).request({ method: 'POST', url, body: 'x' }));
    expect(error).toMatchObject({ kind: 'unreachable', sent: false });
  });

  it('when the connection takes too long', async () => {
    const { port } = await serveRaw(() => undefined);
    const url = `https://127.0.0.1:${port}`;
    const client = openClient([url], { connectMs: 60 });
    const error = await failure(client.request({ method: 'POST', url, body: 'x' }));
    expect(error).toMatchObject({ kind: 'unreachable', sent: false });
  });

  it('when the caller gives up before, or while it connects', async () => {
    const { port } = await serveRaw(() => undefined);
    const url = `https://127.0.0.1:${port}`;
    const client = openClient([url], { connectMs: 5000 });
    const began = performance.now();
    for (const signal of [AbortSignal.abort(), AbortSignal.timeout(30)]) {
      const error = await failure(client.request({ method: 'POST', url, body: 'x', signal }));
      expect(error).toMatchObject({ kind: 'aborted', sent: false });
    }
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('when a header cannot be written, whose value stays out of the message', async () => {
    const { origin } = await serve(echo);
    const headers = { authorization: 'Bearer se\ncret' };
    const error = await failure(
      openClient([origin]).request({ method: 'GET', url: origin, headers }),
    );
    expect(error).toMatchObject({ kind: 'unreachable', sent: false });
    expect(error.message).not.toMatch(/cret/);
  });

  it('when the client is closed', async () => {
    const { origin } = await serve(echo);
    const client = openClient([origin]);
    await client.close();
    const error = await failure(client.request({ method: 'GET', url: origin }));
    expect(error).toMatchObject({ kind: 'unreachable', sent: false });
  });
});

describe('an abort', () => {
  it('reaches a request that waits for its answer', async () => {
    const stop = new AbortController();
    const { origin } = await serve(() => stop.abort());
    const client = openClient([origin]);
    const error = await failure(
      client.request({ method: 'GET', url: origin, signal: stop.signal }),
    );
    expect(error).toMatchObject({ kind: 'aborted', sent: true });
  });

  it('reaches a body that is being read', async () => {
    const stop = new AbortController();
    const { origin } = await serve((_asked, answer) => void answer.write('begin'));
    const client = openClient([origin]);
    const answer = await client.request({ method: 'GET', url: origin, signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    expect(await failure(readAll(answer.body))).toMatchObject({ kind: 'aborted', sent: true });
  });
});

it('closing the client cuts what is under way and leaves no socket', async () => {
  let silenced = false;
  const { origin, sockets } = await serve((asked, answer) => {
    if (asked.url === '/silent') silenced = true;
    else if (asked.url === '/half') answer.write('half');
    else if (asked.url === '/whole') answer.end('whole');
  });
  const client = openClient([origin]);
  await (await client.request({ method: 'GET', url: `${origin}/whole` })).text();
  const answer = await client.request({ method: 'GET', url: `${origin}/half` });
  const silent = failure(client.request({ method: 'GET', url: `${origin}/silent` }));
  await expect.poll(() => silenced).toBe(true);
  await client.close();
  expect(await silent).toMatchObject({ kind: 'cut', sent: true });
  expect(await failure(answer.text())).toMatchObject({ kind: 'cut', sent: true });
  await expect.poll(() => sockets.size).toBe(0);
});
