import { text } from 'node:stream/consumers';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSse } from '../../src/kit/sse.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';

const adminKey = 'a-long-admin-key-for-the-feed';

interface Told {
  id: string | undefined;
  event: string | undefined;
  data: { generation?: { id: string; state: string; prompt: string }; id?: string };
}

describe('the feed of the history', () => {
  let server: ServeProcess;
  let ann: string;
  let bob: string;

  beforeAll(async () => {
    server = await startServe({ ADMIN_KEY: adminKey });
    [ann, bob] = [await makeKey('Ann'), await makeKey('Bob')];
  });
  afterAll(async () => {
    await server.stop();
  });

  async function makeKey(name: string): Promise<string> {
    const { body } = await ask('POST', '/v1/keys', adminKey, { name });
    return ((await body.json()) as { secret: string }).secret;
  }

  function ask(method: 'GET' | 'POST' | 'DELETE', path: string, key: string, body?: object) {
    return request(server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : null,
    });
  }

  async function paint(key: string, prompt: string): Promise<void> {
    const size = '256x256';
    const wish = { prompt, size, response_format: 'url' };
    const { statusCode, body } = await ask('POST', '/v1/images/generations', key, wish);
    await body.dump();
    expect(statusCode).toBe(200);
  }

  /** Follows with a key; `next` is the next event, `leave` ends it. */
  async function follow(key: string, after?: string) {
    const answer = await request(`${server.url}/v1/generations/events`, {
      headers: {
        authorization: `Bearer ${key}`,
        ...(after !== undefined && { 'last-event-id': after }),
      },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('text/event-stream');
    const events = readSse(answer.body)[Symbol.asyncIterator]();
    return {
      leave: () => answer.body.destroy(),
      async next(): Promise<Told | undefined> {
        const { value, done } = await events.next();
        if (done) return undefined;
        const { id, event, data } = value;
        return { id, event, data: JSON.parse(await text(data)) };
      },
    };
  }

  /** Up to and with the end of the generation of this prompt. */
  async function untilEnded(feed: Awaited<ReturnType<typeof follow>>, prompt: string) {
    const told: Told[] = [];
    for (let next = await feed.next(); next; next = await feed.next()) {
      told.push(next);
      const { generation } = next.data;
      if (generation?.prompt === prompt && generation.state === 'durable') break;
      if (generation?.prompt === prompt && generation.state === 'hosted') break;
    }
    return told;
  }

  it('is behind the same doors as every route', async () => {
    const path = `${server.url}/v1/generations/events`;
    expect((await request(path)).statusCode).toBe(401);
    const authorization = `Bearer ${adminKey}`;
    const foreign = { authorization, origin: 'https://evil.example' };
    expect((await request(path, { headers: foreign })).statusCode).toBe(403);
    const rebound = { authorization, host: 'evil.example' };
    expect((await request(path, { headers: rebound })).statusCode).toBe(403);
  });

  it('tells each key of its own alone, and the operator of everything', async () => {
    const feeds = [await follow(ann), await follow(bob), await follow(adminKey)] as const;
    for (const feed of feeds) expect((await feed.next())?.event).toBe('generations.begun');
    await paint(ann, 'for Ann alone');
    await paint(bob, 'for Bob alone');
    const [own, bobs, all] = [
      await untilEnded(feeds[0], 'for Ann alone'),
      await untilEnded(feeds[1], 'for Bob alone'),
      await untilEnded(feeds[2], 'for Bob alone'),
    ];
    const prompts = (told: Told[]) => [...new Set(told.map(({ data }) => data.generation?.prompt))];
    expect(prompts(own)).toEqual(['for Ann alone']);
    expect(prompts(bobs)).toEqual(['for Bob alone']);
    expect(prompts(all)).toEqual(['for Ann alone', 'for Bob alone']);
    const id = own.at(-1)?.data.generation?.id ?? '';
    await (await ask('DELETE', `/v1/generations/${id}`, ann)).body.dump();
    expect(await feeds[0].next()).toMatchObject({ event: 'generation.deleted', data: { id } });
    expect(await feeds[2].next()).toMatchObject({ event: 'generation.deleted', data: { id } });
    for (const feed of feeds) feed.leave();
  });

  it('goes on behind Last-Event-ID', async () => {
    const first = await follow(ann);
    const begun = await first.next();
    first.leave();
    await paint(ann, 'while nobody looked');
    const again = await follow(ann, begun?.id);
    const told = await untilEnded(again, 'while nobody looked');
    expect(told[0]?.event).toBe('generation.changed');
    again.leave();
    const unknown = await follow(ann, 'zzzzzzzzzz-7');
    expect((await unknown.next())?.event).toBe('generations.begun');
    unknown.leave();
  });

  it('ends when the server stops, and does not hold it up', async () => {
    const other = await startServe({ ADMIN_KEY: adminKey });
    const { body } = await request(`${other.url}/v1/generations/events`, {
      headers: { authorization: `Bearer ${adminKey}` },
    });
    const events = readSse(body)[Symbol.asyncIterator]();
    await events.next();
    const begun = performance.now();
    const stopped = other.stop();
    expect((await events.next()).done).toBe(true);
    expect(await stopped).toBe(0);
    expect(performance.now() - begun).toBeLessThan(8_000);
  });
});

describe('deleting many, and taking them along', () => {
  let server: ServeProcess;

  beforeAll(async () => {
    server = await startServe({ ADMIN_KEY: adminKey });
  });
  afterAll(async () => {
    await server.stop();
  });

  const post = (path: string, body: string, type = 'application/json', key?: string) =>
    request(server.url + path, {
      method: 'POST',
      headers: { 'content-type': type, ...(key && { authorization: `Bearer ${key}` }) },
      body,
    });

  it('works by ids, which a filter gives, and passes over what is gone already', async () => {
    for (const prompt of ['one fox', 'two foxes', 'a lake']) {
      const wish = JSON.stringify({ prompt, size: '256x256', response_format: 'url' });
      await (await post('/v1/images/generations', wish, undefined, adminKey)).body.dump();
    }
    const headers = { authorization: `Bearer ${adminKey}` };
    const listed = await request(`${server.url}/v1/generations/ids?q=fox`, { headers });
    const { data, has_more } = (await listed.body.json()) as { data: string[]; has_more: boolean };
    expect(data).toHaveLength(2);
    expect(has_more).toBe(false);
    const form = new URLSearchParams({ generations: data.join(','), key: adminKey }).toString();
    const plain = 'application/x-www-form-urlencoded';
    const packed = await post('/download', form, plain);
    expect(packed.statusCode).toBe(200);
    expect(packed.headers['content-type']).toBe('application/zip');
    expect((await text(packed.body)).slice(0, 2)).toBe('PK');
    expect((await post('/download', form.replace(adminKey, 'wrong'), plain)).statusCode).toBe(401);
    const wish = JSON.stringify({ generations: [...data, 'gen_aaaaaaaaaaaaaaaaaaaaaaaaaa'] });
    expect((await post('/v1/generations/removals', wish)).statusCode).toBe(401);
    const removed = await post('/v1/generations/removals', wish, undefined, adminKey);
    expect(await removed.body.json()).toMatchObject({
      deleted: 2,
      images_deleted: 2,
      under_way: [],
      errors: [],
    });
    const left = await request(`${server.url}/v1/generations/ids`, { headers });
    expect(((await left.body.json()) as { data: string[] }).data).toHaveLength(1);
  });

  it('refuses what is no list of ids', async () => {
    for (const generations of [
      [],
      ['../x'],
      'all',
      Array.from({ length: 501 }, (_, at) => `gen_${at}`),
    ]) {
      const answer = await post(
        '/v1/generations/removals',
        JSON.stringify({ generations }),
        undefined,
        adminKey,
      );
      expect(answer.statusCode).toBe(400);
      await answer.body.dump();
    }
  });
});
