import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectHttp,
  createMcpRig,
  type Era,
  type HttpRig,
  type McpRig,
  mountHttp,
  textsOf,
} from '../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../test/fakes/openai-upstream.ts';
import { createPicture } from '../../../test/fakes/picture.ts';

let upstream: FakeUpstream;
let rig: McpRig;
let http: HttpRig;

beforeEach(async () => {
  upstream = await startFakeUpstream();
  const environment = { API_KEY: 'k', API_BASE_URL: upstream.origin };
  rig = await createMcpRig({ ...environment, DEFAULT_MODEL: 'gpt-image-2' }, { stdio: false });
  http = await mountHttp(rig);
});

afterEach(async () => {
  await http.close();
  await rig.close();
  await upstream.close();
});

const fox = { name: 'generate_image', arguments: { prompt: 'a fox' } };
const states = async () =>
  (await rig.app.store.listGenerations('local', 5)).map(({ state }) => state);

/** One request as a program without an SDK sends it. */
async function post(body: string | Buffer, headers: Record<string, string> = {}) {
  const answer = await request(http.url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
  });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}

const rpc = (method: string, params: object = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });

const initialize = rpc('initialize', {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'sh', version: '1' },
});

describe.each<Era>(['2025', '2026'])('over HTTP, in the era of %s', (era) => {
  it('paints for the caller who asked, and shows it under the address it was asked at', async () => {
    const { client } = await connectHttp(http, era);
    http.caller = { ...rig.caller, assetOrigin: 'https://images.example.com' };
    const result = await client.callTool(fox);
    expect(textsOf(result)[0]).toMatch(/^https:\/\/images\.example\.com\/i\//);
    expect(JSON.stringify(result)).not.toContain(rig.folder);
    await client.close();
  });

  it('takes long base64 without leaving a spool behind', async () => {
    const { client } = await connectHttp(http, era);
    const picture = createPicture({ width: 8, height: 6, color: 7, bytes: 6 * 1024 * 1024 });
    const base64_data = Buffer.concat([...picture.pieces()]).toString('base64');
    const saved = await client.callTool({ name: 'save_image_base64', arguments: { base64_data } });
    expect(saved.isError ?? false).toBe(false);
    await client.callTool({ name: 'get_image', arguments: { image: base64_data } });
    expect(await readdir(join(rig.folder, 'data', 'spool'))).toEqual([]);
    await client.close();
  });

  it('tells progress while it paints', async () => {
    rig.options.progressEveryMs = 50;
    const { client } = await connectHttp(http, era);
    upstream.mode({ mode: 'b64', latencyMs: 300 });
    const heard: number[] = [];
    const began = Date.now();
    await client.callTool(fox, { onprogress: () => heard.push(Date.now() - began) });
    expect(heard.length).toBeGreaterThanOrEqual(3);
    expect(heard[0]).toBeLessThan(250);
    await client.close();
  });

  it('goes on painting when the client has left', async () => {
    const { client, transport } = await connectHttp(http, era);
    upstream.mode({ mode: 'b64', latencyMs: 300 });
    client.callTool(fox).catch(() => {});
    while (upstream.paints().length === 0) await sleep(10);
    await transport.close();
    expect(await rig.app.queue.drain(5_000)).toBe(true);
    expect(await states()).toEqual(['hosted']);
  });
});

describe('a client of 2025', () => {
  it('aborts the upstream by an explicit cancel', async () => {
    const { client } = await connectHttp(http, '2025');
    upstream.mode({ mode: 'b64', latencyMs: 10_000 });
    const abort = new AbortController();
    client.callTool(fox, { signal: abort.signal }).catch(() => {});
    while (upstream.paints().length === 0) await sleep(10);
    abort.abort();
    expect(await rig.app.queue.drain(2_000)).toBe(true);
    expect(await states()).toEqual(['cancelled']);
    await client.close();
  });

  it('goes on painting when the session is ended', async () => {
    const { client, transport } = await connectHttp(http, '2025');
    upstream.mode({ mode: 'b64', latencyMs: 300 });
    client.callTool(fox).catch(() => {});
    while (upstream.paints().length === 0) await sleep(10);
    await transport.terminateSession();
    expect(await rig.app.queue.drain(5_000)).toBe(true);
    expect(await states()).toEqual(['hosted']);
  });

  it('uses a session of its own, which nobody else can use or end', async () => {
    const { headers } = await post(initialize);
    const session = { 'mcp-session-id': String(headers['mcp-session-id']) };
    expect((await post(rpc('tools/list'), session)).status).toBe(200);
    http.caller = { ...rig.caller, id: 'somebody-else' };
    const refused = await post(rpc('tools/list'), session);
    expect(refused.status).toBe(404);
    expect(JSON.parse(refused.text)).toMatchObject({ error: { code: -32001 } });
    const ended = await request(http.url, { method: 'DELETE', headers: session });
    expect(ended.statusCode).toBe(404);
    await ended.body.dump();
    http.caller = rig.caller;
    expect((await post(rpc('tools/list'), session)).status).toBe(200);
  });

  it('is told that a session is gone after it was ended', async () => {
    const { headers } = await post(initialize);
    const session = { 'mcp-session-id': String(headers['mcp-session-id']) };
    const ended = await request(http.url, { method: 'DELETE', headers: session });
    expect(ended.statusCode).toBe(200);
    await ended.body.dump();
    expect((await post(rpc('tools/list'), session)).status).toBe(404);
  });

  it('is answered without a session too', async () => {
    const { status, text } = await post(rpc('tools/call', fox));
    expect(status).toBe(200);
    expect(text).toContain('/i/');
  });
});

describe('a body that is no message', () => {
  it.each([
    ['cut JSON', '{"jsonrpc":"2.0"', 400, -32700],
    ['nothing', '', 400, -32700],
    ['no JSON', '<html>', 400, -32700],
    ['no object', '7', 400, undefined],
    ['too much text', rpc('tools/call', { text: 'x'.repeat(1_100_000) }), 413, -32600],
  ])('is answered and never ends in a 5xx: %s', async (_name, body, status, code) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    const { error } = JSON.parse(answer.text);
    if (code === undefined) expect(error.code).toBeLessThan(0);
    else expect(error.code).toBe(code);
  });

  it('is refused under another type', async () => {
    expect((await post(rpc('tools/list'), { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('is refused over 48 MiB, and the client gets to see why', async () => {
    const half = 'A'.repeat(26 * 1024 * 1024);
    const params = { name: 'edit_image', arguments: { prompt: 'x', images: [half, half] } };
    const answer = await post(rpc('tools/call', params));
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text).error.message).toContain('48 MiB');
    expect(await readdir(join(rig.folder, 'data', 'spool'))).toEqual([]);
  });
});

it('answers a picture that is too large as a result of the call', async () => {
  const base64_data = Buffer.alloc(33 * 1024 * 1024).toString('base64');
  const params = { name: 'save_image_base64', arguments: { base64_data } };
  const { status, text } = await post(rpc('tools/call', params));
  expect(status).toBe(200);
  expect(text).toContain('[too_large]');
});
