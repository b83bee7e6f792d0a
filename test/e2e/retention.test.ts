import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Asset } from '../../src/core/image.ts';
import { openStore } from '../../src/store/open-store.ts';
import { accepted, ended, sampleAsset, sampleGeneration } from '../contract/store-samples.ts';
import { solidPng } from '../fakes/png.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';

interface ShownImage {
  id: string;
  url: string;
  favourite: boolean;
  expires_at: number | null;
  expired_at: number | null;
}

const day = 24 * 60 * 60_000;
/** The first is 40 days old but for an hour. */
const longAgo = Date.now() - 40 * day + 60 * 60_000;
const letters = 'abcde';
let template: string;
let server: ServeProcess;
let folder: string;

/** Five pictures of 1,000,000 bytes in the books, the third at a host as well; a day apart. */
const assets: Asset[] = [...letters].map((letter, place) =>
  sampleAsset({
    size: 1_000_000,
    name: `${letter.repeat(26)}.png`,
    createdAt: longAgo + place * day,
    hostedUrl: place === 2 ? 'https://wall.test/c.png' : undefined,
  }),
);
const generations = assets.map(({ createdAt }) => sampleGeneration({ createdAt }));

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'maliang-kept-'));
  const store = await openStore({ directory: template });
  await mkdir(join(template, 'assets'));
  for (const [place, asset] of assets.entries()) {
    const generation = generations[place] ?? sampleGeneration();
    await writeFile(join(template, 'assets', asset.name), solidPng(8, 8, place));
    await store.journal.append(accepted(generation));
    const generationId = generation.id;
    await store.journal.append({ type: 'asset-durable', asset: { ...asset, generationId } });
    await store.journal.append(ended(generationId));
  }
  await store.close();
});
afterAll(() => rm(template, { recursive: true, force: true }));

async function start(env: Record<string, string>, prepare = async (_: string) => {}) {
  folder = await mkdtemp(join(tmpdir(), 'maliang-sweep-'));
  await cp(template, folder, { recursive: true });
  await prepare(folder);
  server = await startServe({ DATA_DIR: folder, ADMIN_KEY: 'admin-key', ...env });
}
afterEach(async () => {
  expect(server.log()).not.toContain('"code":"internal"');
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const idOf = (place: number) => assets[place]?.id ?? '';
const filesLeft = async () =>
  (await readdir(join(folder, 'assets'))).map((name) => name.charAt(0)).join('');

async function ask(path: string, method: 'GET' | 'PUT' | 'DELETE' = 'GET') {
  const headers = { authorization: 'Bearer admin-key' };
  const answer = await request(`${server.url}${path}`, { method, headers });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, text };
}
const favour = async (place: number, method: 'PUT' | 'DELETE' = 'PUT') => {
  const { status, text } = await ask(`/v1/images/${idOf(place)}/favourite`, method);
  return { status, image: JSON.parse(text) as ShownImage };
};
const show = async (place: number) => {
  const { text } = await ask(`/v1/generations/${generations[place]?.id}`);
  return (JSON.parse(text) as { data: ShownImage[] }).data[0];
};
/** Lines of the log that the retention wrote. */
const told = () =>
  server
    .log()
    .split('\n')
    .flatMap((line) => /"msg":"(retention: [^"]*)"/.exec(line)?.[1] ?? []);

describe('the retention', () => {
  it('tells what goes, makes room, and leaves the rest, the records and the favourites', async () => {
    await start({ STORAGE_LIMIT: '3MB' });
    expect(await favour(0)).toMatchObject({
      status: 200,
      image: { id: idOf(0), favourite: true, expired_at: null },
    });
    await expect
      .poll(told)
      .toEqual(['retention: 2 images, 2.0 MB will be removed, favourites never']);
    expect(await filesLeft()).toBe('abcde');
    await expect.poll(told, { timeout: 9000 }).toContain('retention: removed 2 images, 2.0 MB');
    expect(await filesLeft()).toBe('ade');
    const gone = await ask(`/i/${assets[1]?.name}`);
    expect(gone.status).toBe(410);
    expect(gone.text).toMatch(/"message":"\/i\/b{26}\.png was removed on \d{4}-\d\d-\d\d: /);
    const atHost = await ask(`/i/${assets[2]?.name}`);
    expect([atHost.status, atHost.headers.location]).toEqual([302, 'https://wall.test/c.png']);
    expect((await ask(`/i/${assets[3]?.name}`)).status).toBe(200);
    expect(await show(1)).toMatchObject({ expired_at: expect.any(Number), favourite: false });
    expect(await show(2)).toMatchObject({ url: 'https://wall.test/c.png' });
    const { text } = await ask('/metrics');
    expect(text).toContain('\nmaliang_images_expired_total 2\n');
    expect(text).toContain('\nmaliang_images_expired_bytes_total 2000000\n');
  });

  it('removes by age, and says beforehand when', async () => {
    await start({ RETENTION_DAYS: '38' });
    const end = Math.floor((longAgo + 4 * day + 38 * day) / 1000);
    expect(await show(4)).toMatchObject({ expires_at: end, expired_at: null });
    expect((await favour(4)).image.expires_at).toBeNull();
    expect((await favour(4, 'DELETE')).image.expires_at).toBe(end);
    await expect.poll(told, { timeout: 9000 }).toContain('retention: removed 2 images, 2.0 MB');
    expect(await filesLeft()).toBe('cde');
  });

  it('finishes what was marked before the process died, even without limits', async () => {
    await start({}, async (directory) => {
      const store = await openStore({ directory });
      const limits = { before: longAgo + 1, maxBytes: undefined, settledBefore: Date.now() };
      await store.shelf.expire(limits, Date.now() - 30 * day, 10);
      await store.close();
    });
    await expect.poll(filesLeft).toBe('bcde');
    expect(told()).toEqual([]);
  });
});

describe('a favourite', () => {
  it('is found by the filter of the list, and refused of an image nobody knows', async () => {
    await start({});
    await favour(3);
    const { text } = await ask('/v1/generations?favourite=true');
    const { data } = JSON.parse(text) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual([generations[3]?.id]);
    expect((await ask('/v1/images/img_none/favourite', 'PUT')).status).toBe(404);
    expect((await ask('/v1/generations?favourite=maybe')).status).toBe(400);
  });
});
