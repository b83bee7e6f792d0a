import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { echo, failure, heard, openClient, serve } from '../../../test/fakes/loopback.ts';

describe('the guard', () => {
  it('refuses this machine unless its origin is trusted', async () => {
    const { origin, port, sockets } = await serve(echo);
    const client = openClient([`${origin}/v1/images`]);
    const other = `http://localhost:${port}`;
    expect((await client.request({ method: 'GET', url: origin })).status).toBe(200);
    const error = await failure(client.request({ method: 'GET', url: other }));
    expect(error).toMatchObject({ kind: 'address-refused', sent: false });
    expect(sockets.size).toBe(1);
    const trusting = openClient([other]);
    expect((await trusting.request({ method: 'GET', url: other })).status).toBe(200);
  });

  it.each(['127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0'])(
    'refuses %s',
    async (host) => {
      const { port } = await serve(echo);
      const url = `http://${host}:${port}/`;
      const error = await failure(openClient([]).request({ method: 'GET', url }));
      expect(error).toMatchObject({ kind: 'address-refused', sent: false });
    },
  );

  it.each([
    'file:///etc/passwd',
    'ftp://example.com/',
    'data:image/png;base64,AAAA',
    '/relative',
    '',
    'http://user:secret@example.com/',
    'http://user@example.com/',
  ])('refuses %j', async (url) => {
    const error = await failure(openClient([]).request({ method: 'GET', url }));
    expect(error).toMatchObject({ kind: 'address-refused', sent: false });
    expect(error.message).not.toMatch(/secret/);
  });
});

describe('redirects', () => {
  const redirect =
    (location: string): RequestListener =>
    (_asked, answer) => {
      answer.writeHead(302, { location }).end('moved');
    };
  const headers = {
    Authorization: 'Bearer key',
    'X-Api-Key': 'key',
    'x-goog-api-key': 'key',
    cookie: 'a=b',
    Accept: 'image/*',
  };

  it('are followed when asked, with everything at home', async () => {
    const { origin } = await serve((asked, answer) => {
      if (asked.url === '/a/start') redirect('../b?c=d')(asked, answer);
      else echo(asked, answer);
    });
    const client = openClient([origin]);
    const request = {
      method: 'GET',
      url: `${origin}/a/start`,
      headers,
      followRedirects: true,
    } as const;
    const answer = await client.request(request);
    expect(answer.url).toBe(`${origin}/b?c=d`);
    expect((await heard(answer)).headers).toMatchObject({
      authorization: 'Bearer key',
      cookie: 'a=b',
    });
  });

  it('take no credentials elsewhere, not even back home', async () => {
    let home = '';
    const away = await serve((asked, answer) => {
      if (asked.url === '/back') redirect(`${home}/echo`)(asked, answer);
      else echo(asked, answer);
    });
    ({ origin: home } = await serve((asked, answer) => {
      if (asked.url === '/echo') echo(asked, answer);
      else redirect(`${away.origin}${asked.url}`)(asked, answer);
    }));
    const client = openClient([home, away.origin]);
    for (const path of ['/away', '/back']) {
      const request = { method: 'GET', url: home + path, headers, followRedirects: true } as const;
      const asked = await heard(await client.request(request));
      expect(asked.headers.accept).toBe('image/*');
      expect(JSON.stringify(asked)).not.toMatch(/key|a=b/);
    }
  });

  it.each([
    'http://127.0.0.1:1/',
    'http://localhost:1/',
    'file:///etc/passwd',
    'http://a:b@example.com',
  ])('never lead to %s', async (location) => {
    const { origin } = await serve(redirect(location));
    const request = { method: 'GET', url: origin, followRedirects: true } as const;
    const error = await failure(openClient([origin]).request(request));
    expect(error).toMatchObject({ kind: 'address-refused', sent: true });
  });

  it('end after five hops', async () => {
    let asked = 0;
    const { origin } = await serve((_asked, answer) => {
      asked += 1;
      answer.writeHead(307, { location: '/' }).end();
    });
    const request = { method: 'GET', url: origin, followRedirects: true } as const;
    const error = await failure(openClient([origin]).request(request));
    expect(error).toMatchObject({ kind: 'cut', sent: true });
    expect(asked).toBe(6);
  });

  it('are never followed with a body', async () => {
    const { origin } = await serve(redirect('/elsewhere'));
    const request = { method: 'POST', url: origin, body: 'x', followRedirects: true } as const;
    expect((await openClient([origin]).request(request)).status).toBe(302);
  });
});
