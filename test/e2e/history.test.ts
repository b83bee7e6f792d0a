import { Client, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';

/** A generation as the history shows it. */
interface Shown {
  id: string;
  state: string;
  prompt: string;
  model: string;
  parameters: Record<string, unknown>;
  data: { id: string; url: string; sha256: string }[];
  error: { code: string } | null;
  ended_at: number | null;
}

interface Page {
  data: Shown[];
  has_more: boolean;
  last_id: string | null;
}

interface Removed {
  state: string;
  cancelled: boolean;
  deleted: boolean;
  images_deleted: number;
}

interface StreamedEvent {
  event: string;
  id: string;
  data: { generation?: Shown; image?: { id: string; url: string } };
}

describe('the history', () => {
  let upstream: FakeUpstream;
  let server: ServeProcess;

  beforeAll(async () => {
    upstream = await startFakeUpstream();
    server = await startServe({
      API_KEY: 'sk-operator',
      API_BASE_URL: upstream.origin,
      ADMIN_KEY: 'admin-key',
    });
  });
  afterAll(async () => {
    expect(server.log()).not.toContain('"code":"internal"');
    await server.stop();
    await upstream.close();
  });
  afterEach(() => upstream.mode('paint'));

  async function call<Answer>(method: 'GET' | 'POST' | 'DELETE', path: string, more: Asked = {}) {
    const { key = 'admin-key', body, headers } = more;
    const answer = await request(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    const json = (text.startsWith('{') ? JSON.parse(text) : undefined) as Answer;
    return { status: answer.statusCode, headers: answer.headers, text, json };
  }
  interface Asked {
    key?: string;
    body?: object;
    headers?: Record<string, string>;
  }
  const begin = async (more: object = {}, asked: Asked = {}) =>
    call<Shown>('POST', '/v1/images/generations', {
      body: { model: 'gpt-image-2', prompt: 'a fox', async: true, ...more },
      ...asked,
    });
  const show = async (id: string, key?: string) =>
    (await call<Shown>('GET', `/v1/generations/${id}`, key === undefined ? {} : { key })).json;
  const ended = async (id: string) => {
    await expect
      .poll(async () => (await show(id)).ended_at, { timeout: 5000 })
      .toEqual(expect.any(Number));
    return show(id);
  };
  const eventsOf = async (id: string, headers: Record<string, string> = {}) => {
    const { status, text } = await call('GET', `/v1/generations/${id}/events`, { headers });
    const blocks = text.split('\n\n').filter((block) => block.includes('event:'));
    const events = blocks.map((block): StreamedEvent => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      return { event: field('event'), id: field('id'), data: JSON.parse(field('data')) };
    });
    return { status, text, events };
  };
  /** An upstream that paints only when the test says so. */
  const held = () => {
    let paint = () => {};
    const may = new Promise<void>((resolve) => {
      paint = resolve;
    });
    upstream.mode({ mode: 'sse', stream: { before: () => may } });
    return () => paint();
  };

  it('answers 202 with a job at once, and shows it to its end', async () => {
    const paint = held();
    const { status, headers, json } = await begin({ prompt: '雪中的红狐狸', size: '1024x1024' });
    expect({ status, location: headers.location, state: json.state }).toEqual({
      status: 202,
      location: `/v1/generations/${json.id}`,
      state: 'accepted',
    });
    expect(await show(json.id)).toMatchObject({ object: 'generation', ended_at: null });
    paint();
    const made = await ended(json.id);
    expect(made).toMatchObject({
      state: 'hosted',
      prompt: '雪中的红狐狸',
      parameters: { n: 1, size: '1024x1024' },
      data: [{ sha256: upstream.painted.at(-1)?.sha256, media_type: 'image/png', width: 1024 }],
      error: null,
    });
    const picture = await fetch(made.data[0]?.url ?? '');
    expect(picture.headers.get('content-type')).toBe('image/png');
  });

  it('takes a wish for an answer at once from the Prefer header too', async () => {
    const headers = { prefer: 'wait=5, respond-async' };
    const { status, json, headers: answered } = await begin({ async: undefined }, { headers });
    expect({ status, applied: answered['preference-applied'] }).toEqual({
      status: 202,
      applied: 'respond-async',
    });
    expect((await ended(json.id)).state).toBe('hosted');
  });

  it('records why a job failed, and refuses at once what can be refused at once', async () => {
    upstream.mode('moderation');
    const { status, json } = await begin();
    expect(status).toBe(202);
    expect(await ended(json.id)).toMatchObject({
      state: 'failed',
      error: { code: 'moderation_blocked' },
      data: [],
    });
    expect((await begin({ size: 'huge' })).status).toBe(400);
  });

  it('streams what happens, with ids, and goes on behind the last one seen', async () => {
    upstream.mode({ mode: 'b64', latencyMs: 300 });
    const { json } = await begin({ n: 2 });
    const { events, text } = await eventsOf(json.id);
    expect(text).not.toContain('b64_json');
    expect(events.map(({ event }) => event)).toEqual([
      'generation.image',
      'generation.image',
      'generation.ended',
    ]);
    expect(events.at(-1)).toMatchObject({ id: 'end', data: { generation: { state: 'hosted' } } });
    const made = await show(json.id);
    const shown = events.slice(0, 2).map(({ data }) => data.image?.id);
    expect(shown.sort()).toEqual(made.data.map(({ id }) => id).sort());
  });

  it('gives a reader who comes again only what is new', async () => {
    const gates: (() => void)[] = [];
    const may = [0, 1, 2].map(() => new Promise<void>((resolve) => gates.push(resolve)));
    upstream.mode({ mode: 'sse', stream: { before: async (event) => may[event] } });
    gates[0]?.();
    const opened = await fetch(`${server.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin-key', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-image-2', prompt: 'x', stream: true, partial_images: 2 }),
    });
    const id = opened.headers.get('x-maliang-generation-id') ?? '';
    const reading = Promise.all([eventsOf(id), eventsOf(id, { 'last-event-id': '1' })]);
    for (const open of gates) open();
    const [all, rest] = await reading;
    expect(all.events.map(({ event }) => event)).toEqual([
      'generation.partial_image',
      'generation.partial_image',
      'generation.image',
      'generation.ended',
    ]);
    expect(all.events.map((event) => event.id)).toEqual(['1', '2', '3', 'end']);
    expect(rest.events).toEqual(all.events.slice(1));
    const later = await eventsOf(id, { 'last-event-id': '1' });
    expect(later.events).toEqual(all.events.slice(-1));
    expect((await eventsOf(id, { 'last-event-id': 'end' })).status).toBe(204);
    await opened.body?.cancel();
  });

  it('cancels what is under way, and tells those who watch', async () => {
    held();
    const { json } = await begin();
    await expect.poll(() => upstream.paints().at(-1)?.json?.prompt).toBe('a fox');
    const watching = eventsOf(json.id);
    const removed = await call<Removed>('DELETE', `/v1/generations/${json.id}`);
    expect(removed).toMatchObject({
      status: 200,
      json: { id: json.id, state: 'cancelled', cancelled: true, deleted: false },
    });
    expect(await show(json.id)).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } });
    const { events } = await watching;
    expect(events.at(-1)?.data.generation?.state).toBe('cancelled');
  });

  it('deletes what has ended, images too', async () => {
    const { json } = await begin({ n: 2 });
    const made = await ended(json.id);
    const removed = await call<Removed>('DELETE', `/v1/generations/${json.id}`);
    expect(removed.json).toMatchObject({ deleted: true, cancelled: false, images_deleted: 2 });
    expect((await call('GET', `/v1/generations/${json.id}`)).status).toBe(404);
    expect((await call('DELETE', `/v1/generations/${json.id}`)).status).toBe(404);
    for (const { url } of made.data) expect((await fetch(url)).status).toBe(404);
  });

  it('lists the newest first, page by page, and finds by words, state and model', async () => {
    const prompts = ['first 月夜竹林', 'second 月夜', 'third'].map((text) => `list ${text}`);
    for (const prompt of prompts) await ended((await begin({ prompt })).json.id);
    const list = async (query: string) =>
      (await call<Page>('GET', `/v1/generations?${query}`)).json;
    const seen: string[] = [];
    let after = '';
    for (let page = 0; page < 2; page += 1) {
      const found = await list(`q=list&limit=2${after}`);
      seen.push(...found.data.map(({ prompt }) => prompt));
      after = `&after=${found.last_id}`;
      expect(found.has_more).toBe(page === 0);
    }
    expect(seen).toEqual(prompts.toReversed());
    const found = async (query: string) => (await list(query)).data.map(({ prompt }) => prompt);
    expect(await found(`q=${encodeURIComponent('list 月夜')}`)).toEqual([prompts[1], prompts[0]]);
    expect(await found('q=list&state=failed,cancelled')).toEqual([]);
    expect(await found('q=third&model=relay/gpt-image-2&provider=')).toEqual([prompts[2]]);
    expect(await found('q=third&model=other')).toEqual([]);
    const hour = Math.floor(Date.now() / 1000) - 3600;
    expect(await found(`q=third&since=${hour}`)).toEqual([prompts[2]]);
    expect(await found(`q=third&until=${new Date(hour * 1000).toISOString()}`)).toEqual([]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=x', 'limit'],
    ['state=done', 'state'],
    ['since=yesterday', 'since'],
    ['q=%00', 'q'],
  ])('refuses the query %s', async (query, param) => {
    const { status, json } = await call<{ error: object }>('GET', `/v1/generations?${query}`);
    expect({ status, error: json.error }).toMatchObject({ status: 400, error: { param } });
  });

  it('shows nobody what is another’s, and everything to the operator', async () => {
    const newKey = async (name: string) =>
      (await call<{ secret: string }>('POST', '/v1/keys', { body: { name } })).json.secret;
    const [ann, bob] = await Promise.all([newKey('ann'), newKey('bob')]);
    const { json } = await begin({ prompt: 'for ann alone' }, { key: ann ?? '' });
    const made = await ended(json.id);
    for (const path of [json.id, `${json.id}/events`]) {
      const answer = await call<{ error: object }>('GET', `/v1/generations/${path}`, {
        key: bob ?? '',
      });
      expect(answer).toMatchObject({ status: 404, json: { error: { code: 'not_found' } } });
    }
    const removal = await call('DELETE', `/v1/generations/${json.id}`, { key: bob ?? '' });
    expect(removal.status).toBe(404);
    const page = async (key: string) =>
      (await call<Page>('GET', '/v1/generations?q=alone', { key })).json;
    expect((await page(bob ?? '')).data).toEqual([]);
    expect((await page(ann ?? '')).data).toMatchObject([{ id: json.id }]);
    expect((await page('admin-key')).data).toMatchObject([{ id: json.id }]);
    const edit = await call<{ error: object }>('POST', '/v1/images/edits', {
      key: bob ?? '',
      body: { prompt: 'x', image: made.data[0]?.id },
    });
    expect(edit).toMatchObject({ status: 404, json: { error: { param: 'image' } } });
  });

  it('asks for a key on every route', async () => {
    const client = new Client(server.url);
    const routes = [
      ['GET', '/v1/generations'],
      ['GET', '/v1/generations/gen_x'],
      ['DELETE', '/v1/generations/gen_x'],
      ['GET', '/v1/generations/gen_x/events'],
      ['POST', '/v1/images/edits'],
      ['POST', '/v1/images/variations'],
      ['POST', '/v1/files'],
      ['GET', '/v1/files/file_x'],
      ['DELETE', '/v1/files/file_x'],
    ] as const;
    for (const [method, path] of routes) {
      for (const authorization of ['', 'Bearer wrong', 'Bearer', 'Basic admin-key']) {
        const { statusCode, body } = await client.request({
          method,
          path,
          headers: { authorization },
        });
        await body.dump();
        expect([method, path, authorization, statusCode]).toEqual([
          method,
          path,
          authorization,
          401,
        ]);
      }
    }
    await client.close();
  });
});
