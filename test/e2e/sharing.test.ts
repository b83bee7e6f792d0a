import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openZip } from '../../src/kit/read-zip.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';

const adminKey = 'a-long-admin-key-for-sharing';

interface Shown {
  id: string;
  prompt: string;
  data: { name: string; sha256: string; bytes: number }[];
  share?: { url: string } | null;
}

describe('pictures that are shared, packed and shown small', () => {
  let server: ServeProcess;
  let folder: string;
  let ann: string;
  let bob: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maliang-sharing-'));
    server = await startServe({ ADMIN_KEY: adminKey });
    [ann, bob] = [await makeKey('Ann'), await makeKey('Bob')];
  });
  afterAll(async () => {
    expect(server.log()).not.toContain('"code":"internal"');
    await server.stop();
    await rm(folder, { recursive: true });
  });

  type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
  function ask(method: Method, path: string, key?: string, body?: object) {
    return request(path.startsWith('http') ? path : server.url + path, {
      method,
      headers: {
        ...(key && { authorization: `Bearer ${key}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : null,
    });
  }
  async function call<Answer>(method: Method, path: string, key?: string, body?: object) {
    const answer = await ask(method, path, key, body);
    const words = await text(answer.body);
    const json = (words.startsWith('{') ? JSON.parse(words) : undefined) as Answer;
    return { status: answer.statusCode, headers: answer.headers, words, json };
  }
  async function makeKey(name: string): Promise<string> {
    const { json } = await call<{ secret: string }>('POST', '/v1/keys', adminKey, { name });
    return json.secret;
  }
  async function paint(prompt: string, key: string): Promise<Shown> {
    const body = { prompt, response_format: 'url', n: 1 };
    const { headers } = await call('POST', '/v1/images/generations', key, body);
    const id = String(headers['x-maliang-generation-id']);
    return (await call<Shown>('GET', `/v1/generations/${id}`, key)).json;
  }

  it('are shared by their owner alone, under one link, which ends when it is taken back', async () => {
    const { id, share } = await paint('a private fox', ann);
    expect(share).toBeNull();
    const path = `/v1/generations/${id}/share`;
    expect((await call('PUT', path, bob, {})).status).toBe(404);
    expect((await call('PUT', path, undefined, {})).status).toBe(401);
    expect((await call('PUT', path, ann, { prompt: 'perhaps' })).status).toBe(400);
    const first = await call<{ url: string; prompt: boolean }>('PUT', path, ann, {});
    expect(first.json.prompt).toBe(false);
    const again = await call<{ url: string }>('PUT', path, ann, { prompt: true });
    expect(again.json.url).toBe(first.json.url);
    const shown = await call<Shown>('GET', `/v1/generations/${id}`, adminKey);
    expect(shown.json.share?.url).toBe(first.json.url);
    expect((await call('GET', first.json.url)).words).toContain('a private fox');
    expect((await call('DELETE', path, bob)).status).toBe(404);
    expect((await call('DELETE', path, ann)).status).toBe(200);
    expect((await call('GET', first.json.url)).status).toBe(404);
    const later = await call<{ url: string }>('PUT', path, ann, {});
    expect(later.json.url).not.toBe(first.json.url);
    for (const host of ['a;script-src *', 'a b', '<b>"', 'evil.test']) {
      const answer = await request(later.json.url, { headers: { host } }).catch(() => undefined);
      if (!answer) continue;
      const words = await text(answer.body);
      expect([host, answer.statusCode < 500]).toEqual([host, true]);
      expect(String(answer.headers['content-security-policy'])).not.toContain('script-src');
      expect(words).not.toContain('<b>"');
    }
    expect((await call('GET', '/r/%00')).status).toBe(404);
    expect((await call('GET', `/r/${'a'.repeat(26)}`)).status).toBe(404);
  });

  it('are packed with recipes and an index, the whole of it or nothing', async () => {
    const made = [await paint('雪地里的红狐狸', ann), await paint('a/b\\..: ?', ann)];
    const generations = made.map(({ id }) => id);
    const other = await call('POST', '/v1/images/archive', bob, { generations });
    expect(other.status).toBe(404);
    for (const bad of [{}, { generations: [] }, { generations: ['../x'] }, { generations: 7 }]) {
      expect((await call('POST', '/v1/images/archive', ann, bad)).status).toBe(400);
    }
    const answer = await ask('POST', '/v1/images/archive', ann, { generations });
    expect(answer.headers['content-type']).toBe('application/zip');
    const path = join(folder, 'pictures.zip');
    await writeFile(path, answer.body);
    const zip = await openZip(path);
    const names = [...zip.entries.keys()];
    expect(names).toHaveLength(5);
    for (const name of names) expect(name).toMatch(/^[\p{L}\p{N}-]+\.(?:png|json)$/u);
    const picture = names.find((name) => name.includes('红狐狸') && name.endsWith('.png')) ?? '';
    const original = await ask('GET', `/i/${made[0]?.data[0]?.name}`);
    expect((await buffer(zip.read(picture))).equals(await buffer(original.body))).toBe(true);
    const index = JSON.parse(await text(zip.read('index.json'))) as {
      generations: { id: string; recipe: string; pictures: string[] }[];
      missing: unknown[];
    };
    expect(index.generations.map(({ id }) => id)).toEqual(generations);
    expect(index.missing).toEqual([]);
    const recipe = JSON.parse(await text(zip.read(index.generations[1]?.recipe ?? ''))) as Shown;
    expect(recipe.prompt).toBe('a/b\\..: ?');
    await zip.close();
  });

  it('are found by their hash, and by what they were made from, by their owner alone', async () => {
    const { id, data } = await paint('a fox to find', ann);
    const find = async (key: string, query: string) =>
      (await call<{ data: Shown[] }>('GET', `/v1/generations?${query}`, key)).json.data.map(
        (found) => found.id,
      );
    const hash = `sha256=${data[0]?.sha256}`;
    expect(await find(ann, hash)).toEqual([id]);
    expect(await find(adminKey, hash)).toEqual([id]);
    expect(await find(bob, hash)).toEqual([]);
    expect(await find(ann, `made_from=${data[0]?.sha256}`)).toEqual([]);
    const keys = await call<{ data: { id: string; name: string }[] }>('GET', '/v1/keys', adminKey);
    const bobs = keys.json.data.find(({ name }) => name === 'Bob')?.id;
    expect(await find(adminKey, `${hash}&key=${bobs}`)).toEqual([]);
    expect(await find(bob, `key=${keys.json.data.find(({ name }) => name === 'Ann')?.id}`)).toEqual(
      [],
    );
  });

  it('have small copies as long as they are there, and not a moment longer', async () => {
    const { id, data } = await paint('a fox to see small', ann);
    const path = `/i/${data[0]?.name}?w=256`;
    const small = await ask('GET', path);
    const bytes = await buffer(small.body);
    expect(small.headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect(bytes.length * 5).toBeLessThan(data[0]?.bytes ?? 0);
    expect((await call('GET', path.replace('256', '257'))).status).toBe(400);
    expect((await call('GET', `/i/${'a'.repeat(26)}.png?w=256`)).status).toBe(404);
    expect((await call('DELETE', `/v1/generations/${id}`, ann)).status).toBe(200);
    expect((await call('GET', path)).status).toBe(404);
  });
});
