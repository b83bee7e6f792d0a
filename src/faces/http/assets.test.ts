import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleAsset } from '../../../test/contract/store-samples.ts';
import { solidPng } from '../../../test/fakes/png.ts';
import type { App } from '../../app.ts';
import type { AssetFolder } from '../../core/asset-folder.ts';
import { createMemoryStore } from '../../store/memory/memory-store.ts';
import { createAssetFolder } from '../../store/pictures/asset-folder.ts';
import { listen } from './listen.ts';
import { createAssetFace } from './server.ts';

const png = solidPng(40, 30);
const size = png.length;
const name = 'abcdefghijklmnopqrstuvwxyz.png';
const largeName = 'zyxwvutsrqponmlkjihgfedcba.png';

/** Images of other servers on the same records, in the order of the letters they are named by. */
const kept = (['public', 'private', 'public'] as const).map((visibility, place) =>
  sampleAsset({
    visibility,
    name: `${'bcd'.charAt(place).repeat(26)}.png`,
    hostedUrl: place < 2 ? `https://bucket.test/${place}` : undefined,
  }),
);

/** One whose copy was here, and is nowhere any more. */
const expired = sampleAsset({ name: `${'e'.repeat(26)}.png`, expiredAt: Date.UTC(2026, 0, 2) });

let root = '';
let origin = '';
let stop = async () => {};
const agent = new Agent();

async function keep(assets: AssetFolder, fileName: string, bytes: Buffer): Promise<void> {
  const spool = await assets.begin();
  await spool.write(bytes);
  await spool.end();
  await assets.keep(spool, fileName);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'shown-'));
  const assets = await createAssetFolder({ directory: root });
  await keep(assets, name, png);
  await keep(assets, name.replace('.png', '.svg'), Buffer.from('<svg/>'));
  await keep(assets, 'notes.txt', Buffer.from('secret'));
  await keep(assets, largeName, Buffer.alloc(8 << 20));
  const store = createMemoryStore();
  for (const asset of [...kept, expired])
    await store.journal.append({ type: 'asset-durable', asset });
  const face = createAssetFace({
    app: {
      assets,
      assetsHere: assets,
      store,
      hostedUrl: (asset) => asset.hostedUrl && `${asset.hostedUrl}?fresh`,
    } as Partial<App> as App,
    publicUrl: undefined,
    host: '127.0.0.1',
    locale: 'en',
    fallbackLocale: 'en',
  } as Parameters<typeof createAssetFace>[0]);
  const { port, servers } = await listen(() => face, '127.0.0.1', 0);
  origin = `http://127.0.0.1:${port}`;
  stop = async () => {
    for (const server of servers) server.close().closeAllConnections();
  };
});
afterAll(async () => {
  await agent.close();
  await stop();
  await rm(root, { recursive: true });
});

async function get(
  headers: Record<string, string> = {},
  method: 'GET' | 'HEAD' = 'GET',
  path = `/i/${name}`,
) {
  const answer = await request(`${origin}${path}`, { method, headers, dispatcher: agent });
  const body = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, headers: answer.headers, body };
}

describe('an asset', () => {
  it('is shown whole, as what it is and nothing else, for ever', async () => {
    const { status, headers, body } = await get();
    expect(status).toBe(200);
    expect(body).toEqual(png);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(size),
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'accept-ranges': 'bytes',
      etag: `"${name}"`,
    });
  });

  it('is described by HEAD, without its bytes', async () => {
    const { status, headers, body } = await get({}, 'HEAD');
    expect({ status, length: headers['content-length'], body: body.length }).toEqual({
      status: 200,
      length: String(size),
      body: 0,
    });
    expect(headers['content-type']).toBe('image/png');
  });

  it.each([
    [0, 'public, max-age=3600'],
    [1, 'private, no-store'],
  ])('that lies on another server is shown where its host has it (%i)', async (place, cached) => {
    const { status, headers } = await get({}, 'GET', `/i/${kept[place]?.name}`);
    expect(status).toBe(302);
    expect(headers).toMatchObject({
      location: `https://bucket.test/${place}?fresh`,
      'cache-control': cached,
      'access-control-allow-origin': '*',
    });
  });

  it('that has expired is said to be gone, and when', async () => {
    const { status, body } = await get({}, 'GET', `/i/${expired.name}`);
    expect(status).toBe(410);
    const { error } = JSON.parse(body.toString()) as { error: { code: string; message: string } };
    expect(error.code).toBe('image_expired');
    expect(error.message).toContain(`/i/${expired.name} was removed on 2026-01-02`);
    expect((await get({}, 'HEAD', `/i/${expired.name}`)).status).toBe(410);
  });

  it('that lies on another server and at no host yet is not there', async () => {
    expect((await get({}, 'GET', `/i/${kept[2]?.name}`)).status).toBe(404);
  });

  it.each([
    `/i/${name.replace('.png', '.svg')}`,
    `/i/${name.replace('.png', '.jpg')}`,
    `/i/${name.replace('.png', '.constructor')}`,
    '/i/notes.txt',
    '/i/..%2fmaliang.db',
    '/i/%2e%2e%2fassets%2fnotes.txt',
    '/i/%00',
    `/i/${name}%00`,
    `/i/${name.toUpperCase()}`,
    '/i/',
    '/i/%E0%A4%A',
  ])('is not there at %s', async (path) => {
    const { status, body } = await get({}, 'GET', path);
    expect(status).toBe(404);
    expect(body.toString()).not.toContain('secret');
  });

  it('is not shown to a page that rebinds a name', async () => {
    const { status, body } = await get({ host: 'evil.test' });
    expect(status).toBe(403);
    expect(body.toString()).toContain('forbidden_host');
  });
});

describe('a range of an asset', () => {
  it.each<[string, number, number]>([
    ['bytes=0-0', 0, 1],
    ['bytes=0-9', 0, 10],
    ['bytes=10-19', 10, 20],
    ['bytes=10-', 10, size],
    ['bytes=-10', size - 10, size],
    [`bytes=-${size * 2}`, 0, size],
    [`bytes=10-${size * 2}`, 10, size],
    [`bytes=${size - 1}-${size - 1}`, size - 1, size],
    ['BYTES=0-9', 0, 10],
  ])('%s is sent alone', async (range, start, end) => {
    const { status, headers, body } = await get({ range });
    expect(status).toBe(206);
    expect(headers['content-range']).toBe(`bytes ${start}-${end - 1}/${size}`);
    expect(headers['content-length']).toBe(String(end - start));
    expect(body).toEqual(png.subarray(start, end));
  });

  it.each([`bytes=${size}-`, `bytes=${size + 5}-${size + 9}`, 'bytes=-0'])(
    '%s is refused, since nothing of it is there',
    async (range) => {
      const { status, headers } = await get({ range });
      expect(status).toBe(416);
      expect(headers['content-range']).toBe(`bytes */${size}`);
    },
  );

  it.each([
    'bytes=0-4,10-14',
    'bytes=9-5',
    'bytes=9e9-',
    'bytes=-',
    'bytes=a-b',
    'lines=0-9',
    '0-9',
    '',
  ])('%j is answered with the whole', async (range) => {
    const { status, body } = await get({ range });
    expect(status).toBe(200);
    expect(body).toEqual(png);
  });

  it('is for GET alone', async () => {
    const { status, headers } = await get({ range: 'bytes=0-9' }, 'HEAD');
    expect([status, headers['content-length']]).toEqual([200, String(size)]);
  });

  it.each([
    [`"${name}"`, 206],
    ['"other"', 200],
    [`W/"${name}"`, 200],
    ['Tue, 01 Jan 2030 00:00:00 GMT', 200],
  ])('continues what begins with the same bytes: If-Range %s', async (ifRange, status) => {
    const answer = await get({ range: 'bytes=0-9', 'if-range': ifRange });
    expect(answer.status).toBe(status);
  });
});

describe('an asset the client has', () => {
  it.each([`"${name}"`, `W/"${name}"`, `"other", "${name}"`, '*'])(
    'is not sent again: If-None-Match %s',
    async (ifNoneMatch) => {
      const { status, headers, body } = await get({ 'if-none-match': ifNoneMatch });
      expect([status, body.length, headers.etag]).toEqual([304, 0, `"${name}"`]);
    },
  );

  it.each(['"other"', name, ''])('is sent where it is another: %j', async (ifNoneMatch) => {
    expect((await get({ 'if-none-match': ifNoneMatch })).status).toBe(200);
  });
});

describe('a client that leaves', () => {
  it('harms nobody', async () => {
    const { port, hostname } = new URL(origin);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`GET /i/${largeName} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
      });
      socket.once('data', () => socket.destroy());
      socket.once('close', () => resolve());
    });
    expect((await get()).status).toBe(200);
  });
});
