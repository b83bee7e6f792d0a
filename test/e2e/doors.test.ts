import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRoute } from '../../src/faces/http/openapi/document.ts';
import { operations } from '../../src/faces/http/openapi/operations.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { solidPng } from '../fakes/png.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { call as callTool, connectHttp } from './mcp-client.ts';

let upstream: FakeUpstream;
let server: ServeProcess;
let pool: Pool;
beforeAll(async () => {
  upstream = await startFakeUpstream();
  server = await startServe({
    API_KEY: 'sk-operator',
    API_BASE_URL: upstream.origin,
    ADMIN_KEY: 'admin-key',
    SECRET: 'door',
  });
  pool = new Pool(server.url, { connections: 16 });
});
afterAll(async () => {
  await pool.close();
  expect(server.log()).not.toContain('"code":"internal"');
  await server.stop();
  await upstream.close();
});

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
interface Asked {
  authorization?: string;
  body?: object;
  headers?: Record<string, string>;
}

async function ask(method: Method, path: string, { authorization, body, headers }: Asked = {}) {
  const hasBody = method === 'POST' || method === 'PUT';
  const answer = await pool.request({
    method,
    path,
    headers: {
      ...(authorization !== undefined && { authorization }),
      ...(hasBody && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: hasBody ? JSON.stringify(body ?? {}) : null,
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, text };
}

/** Every method and path behind a key, its parameters filled in. */
function closedRoutes(
  fill: (name: string, path: string) => string = () => 'x',
): [Method, string][] {
  return operations
    .filter(({ door }) => door === 'key' || door === 'operator')
    .flatMap(({ route }) => {
      const { path, methods } = readRoute(route);
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => fill(name, path));
      return methods.map((method): [Method, string] => [method.toUpperCase() as Method, filled]);
    });
}

const admin = 'Bearer admin-key';
const makeKey = async (name: string) => {
  const { text } = await ask('POST', '/v1/keys', { authorization: admin, body: { name } });
  return JSON.parse(text) as { id: string; secret: string };
};

/** What stands in the header in place of `Bearer <key>`, two hundred times. */
function oddHeaders(secret: string): string[] {
  const schemes = ['', 'Basic ', 'bearer:', 'Bearer=', 'Token ', 'Bearer', 'Bearer\t', 'Digest '];
  return [
    ...schemes.flatMap((scheme) => [`${scheme}${secret}`, `${scheme}admin-key`]),
    ...['', ' ', 'Bearer', 'Bearer ', 'Bearer null', 'Bearer undefined', `Bearer "${secret}"`],
    ...[`Bearer ${secret} x`, `Bearer x ${secret}`, `Bearer ${secret},admin-key`, '\u00ff', ','],
    ...Array.from({ length: 40 }, (_, index) => `Bearer ${secret.slice(0, index + 1)}`),
    ...Array.from({ length: 40 }, (_, index) => `Bearer ${secret}${'a'.repeat(index + 1)}`),
    ...Array.from({ length: 91 }, (_, index) => `Bearer ${'%_\'"\\`;-(['[index % 10]}${index}`),
    `Bearer ${'a'.repeat(8_000)}`,
  ];
}

describe('every closed route', () => {
  it('is closed without a key, with a wrong one, and with two hundred odd headers', async () => {
    const { secret } = await makeKey('ann');
    const routes: [Method, string][] = [...closedRoutes(), ['GET', '/v1/nothing']];
    const headers = [
      undefined,
      'Bearer wrong',
      `Bearer mlk_${'a'.repeat(52)}`,
      ...oddHeaders(secret),
    ];
    expect(routes.length).toBeGreaterThan(20);
    expect(headers.length).toBeGreaterThanOrEqual(203);
    const open = await Promise.all(
      routes.flatMap(([method, path]) =>
        headers.map(async (authorization) => {
          const asked = authorization === undefined ? {} : { authorization };
          const answer = await ask(method, path, asked);
          const isRefusal =
            answer.status === 401 &&
            answer.headers['www-authenticate'] === 'Bearer' &&
            answer.text.includes('"code":"unauthorized"');
          return isRefusal ? [] : [`${method} ${path} ${authorization}: ${answer.status}`];
        }),
      ),
    );
    expect(open.flat()).toEqual([]);
    expect(upstream.requests).toEqual([]);
  }, 60_000);
});

describe('the older routes', () => {
  it.each(['doo', 'doorr', 'DOOR', 'x', '%64oor%00', 'admin-key', 'v1'])(
    'are closed to the secret %s',
    async (secret) => {
      for (const path of ['generate_image', 'v1/images/generations']) {
        const body = { prompt: 'a fox', apiKey: 'sk' };
        const answer = await ask('POST', `/${secret}/${path}`, { authorization: admin, body });
        expect([401, 404]).toContain(answer.status);
      }
      expect(upstream.requests).toEqual([]);
    },
  );
});

describe('what belongs to one key', () => {
  /** A word that stands in no text of ours. */
  const word = 'quetzalcoatl';
  let first: { id: string; secret: string };
  let second: string;
  let generation: { id: string; data: { id: string; sha256: string }[] };
  let fileId: string;

  const asFirst = () => `Bearer ${first.secret}`;
  beforeAll(async () => {
    first = await makeKey('first');
    second = `Bearer ${(await makeKey('second')).secret}`;
    const body = { prompt: `a ${word}`, model: 'gpt-image-2' };
    const headers = { 'idempotency-key': 'of-the-first' };
    const made = await ask('POST', '/v1/images/generations', {
      authorization: asFirst(),
      body,
      headers,
    });
    const id = String(made.headers['x-maliang-generation-id']);
    const shown = await ask('GET', `/v1/generations/${id}`, { authorization: asFirst() });
    generation = JSON.parse(shown.text);
    const form = new FormData();
    form.append('file', new Blob([solidPng(8, 8, 7)]), `${word}.png`);
    const sent = await fetch(`${server.url}/v1/files`, {
      method: 'POST',
      headers: { authorization: asFirst() },
      body: form,
    });
    fileId = ((await sent.json()) as { id: string }).id;
  });

  /** Whatever would tell the second key of the first one's work. */
  const traces = () => [
    word,
    first.id,
    first.secret,
    ...generation.data.flatMap(({ id, sha256 }) => [id, sha256]),
  ];
  const seen = (text: string) => traces().filter((trace) => text.includes(trace));
  /** A path names what is asked for, and an error may quote it. */
  const unasked = (text: string, path: string) =>
    seen(text).filter((trace) => !path.includes(trace));

  it('is seen by another on no route, and changed by none', async () => {
    const ids: Readonly<Record<string, string>> = {
      '/v1/generations': generation.id,
      '/v1/files': fileId,
      '/v1/keys': first.id,
      '/v1/models': 'relay/gpt-image-2',
    };
    const fill = (_: string, path: string) =>
      ids[Object.keys(ids).find((start) => path.startsWith(start)) ?? ''] ?? 'x';
    // The feed does not end by itself; what it tells whom stands in history-feed.test.ts.
    const routes = closedRoutes(fill).filter(([, path]) => path !== '/v1/generations/events');
    const found = await Promise.all(
      routes.map(async ([method, path]) => {
        const answer = await ask(method, path, { authorization: second });
        expect(answer.status).toBeLessThan(500);
        expect({ method, path, seen: unasked(answer.text, path) }).toEqual({
          method,
          path,
          seen: [],
        });
        return { method, path, status: answer.status };
      }),
    );
    const named = found.filter(({ path }) => path.includes(generation.id) || path.includes(fileId));
    expect(named).toHaveLength(7);
    expect(named.map(({ status }) => status)).toEqual(named.map(() => 404));
    const keys = found.filter(({ path }) => /^\/(?:v1\/keys|metrics)/.test(path));
    expect(keys.map(({ status }) => status)).toEqual(keys.map(() => 403));
    const own = await ask('GET', `/v1/generations/${generation.id}`, { authorization: asFirst() });
    expect(seen(own.text)).toContain(word);
    const file = await ask('GET', `/v1/files/${fileId}`, { authorization: asFirst() });
    expect(file.status).toBe(200);
  });

  it('is found by another in no list, by no search and behind no cursor', async () => {
    for (const query of ['', `?q=${word}`, `?after=${generation.id}`, '?state=hosted']) {
      const list = await ask('GET', `/v1/generations${query}`, { authorization: second });
      expect(list.status).toBe(200);
      expect(unasked(list.text, query)).toEqual([]);
      expect(JSON.parse(list.text)).toMatchObject({ data: [], has_more: false });
    }
  });

  it('goes into no edit of another', async () => {
    const before = upstream.requests.length;
    const [image] = generation.data;
    for (const id of [fileId, image?.id, generation.id]) {
      const body = { prompt: 'a hat', model: 'gpt-image-2', images: [{ file_id: id }] };
      const answer = await ask('POST', '/v1/images/edits', { authorization: second, body });
      expect([400, 404]).toContain(answer.status);
    }
    expect(upstream.requests).toHaveLength(before);
  });

  it('is not told again to another that uses the same idempotency key or claims to try again', async () => {
    const body = { prompt: `a ${word}`, model: 'gpt-image-2' };
    const before = upstream.charges;
    for (const [name, value] of [
      ['x-stainless-retry-count', '1'],
      ['idempotency-key', 'of-the-first'],
    ] as const) {
      const headers = { [name]: value };
      const answer = await ask('POST', '/v1/images/generations', {
        authorization: second,
        body,
        headers,
      });
      expect(answer.status).toBe(200);
      expect(answer.headers['x-maliang-generation-id']).not.toBe(generation.id);
      expect(answer.headers).not.toHaveProperty('idempotent-replayed');
    }
    expect(upstream.charges - before).toBe(2);
  });

  it('is out of another’s reach over MCP, in its own session and in the first one’s', async () => {
    const client = await connectHttp(server.url, '2025', second.replace('Bearer ', ''));
    const [image] = generation.data;
    for (const args of [{ job_id: generation.id, wait_seconds: 0 }, { id: image?.id }]) {
      const result = await callTool(client, 'get_image', args);
      expect(result.isError).toBe(true);
      expect(unasked(JSON.stringify(result), JSON.stringify(args))).toEqual([]);
    }
    await client.close();
    const headers = { accept: 'application/json, text/event-stream' };
    const hello = {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-06-18',
        capabilities: {},
        clientInfo: { name: 'test', version: '0' },
      },
    };
    const opened = await ask('POST', '/mcp', { authorization: asFirst(), headers, body: hello });
    const session = { ...headers, 'mcp-session-id': String(opened.headers['mcp-session-id']) };
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    const inOwn = await ask('POST', '/mcp', {
      authorization: asFirst(),
      headers: session,
      body: list,
    });
    expect(inOwn.status).toBe(200);
    const inOthers = await ask('POST', '/mcp', {
      authorization: second,
      headers: session,
      body: list,
    });
    expect(inOthers.status).toBe(404);
    const ended = await ask('DELETE', '/mcp', { authorization: second, headers: session });
    expect(ended.status).toBe(404);
  });
});
