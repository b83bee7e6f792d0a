import { request } from 'node:http';
import type { Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { solidPng } from '../fakes/png.ts';
import { createSandbox, type Sandbox, type ServeProcess, startServe } from './maliang-process.ts';
import { call, connectHttp, connectStdio, sha256 } from './mcp-client.ts';

const picture = solidPng(64, 48);
const mebibyte = 1024 * 1024;

let upstream: FakeUpstream;
let server: ServeProcess;
let client: Client;
let sandbox: Sandbox;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  const env = { API_KEY: 'k', API_BASE_URL: upstream.origin, TOOLS: 'all' };
  server = await startServe({ ...env, ADMIN_KEY: 'admin' });
  client = await connectHttp(server.url, '2026', 'admin');
  sandbox = await createSandbox({ ...env, PORT: new URL(server.url).port });
});
afterAll(async () => {
  await client.close();
  await server.stop();
  await sandbox.remove();
  await upstream.close();
});

async function createLink(): Promise<string> {
  const { texts } = await call(client, 'create_upload_link');
  return texts[0] ?? '';
}

const put = (url: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'PUT', body, headers });

it('takes one image without a key, which can be edited by its id', async () => {
  const url = await createLink();
  const answer = await put(url, new Uint8Array(picture));
  const { id, width, height, size } = (await answer.json()) as Record<string, unknown>;
  expect({ status: answer.status, width, height, size }).toEqual({
    status: 200,
    width: 64,
    height: 48,
    size: picture.length,
  });
  const { isError } = await call(client, 'edit_image', { prompt: 'at night', image: id });
  expect(isError).toBe(false);
  expect(upstream.paints().at(-1)?.files?.[0]?.sha256).toBe(sha256(picture));
  expect((await put(url, new Uint8Array(picture))).status).toBe(404);
});

it('refuses what is no image, a form and what is too large, and stays good', async () => {
  const url = await createLink();
  expect((await put(url, new TextEncoder().encode('<svg></svg>'))).status).toBe(400);
  const form = { 'content-type': 'multipart/form-data; boundary=x' };
  expect((await put(url, new Uint8Array(picture), form)).status).toBe(415);
  const large = await put(url, new Uint8Array(32 * mebibyte + 1));
  expect([large.status, await large.text()]).toEqual([413, expect.stringContaining('32 MiB')]);
  expect((await put(url, new Uint8Array(picture))).status).toBe(200);
});

it('knows no other tokens, and no foreign Host', async () => {
  const url = await createLink();
  const { origin, port, pathname } = new URL(url);
  expect((await put(`${origin}/upload/${'a'.repeat(26)}`, new Uint8Array(picture))).status).toBe(
    404,
  );
  const status = await new Promise((resolve, reject) => {
    const headers = { host: 'evil.example' };
    const options = { host: '127.0.0.1', port, path: pathname, method: 'PUT', headers };
    request(options, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end('x');
  });
  expect(status).toBe(403);
});

it('is made over stdio only where this very process listens', async () => {
  const strange = await connectStdio(sandbox, '2025');
  const refused = await call(strange, 'create_upload_link');
  expect(refused).toMatchObject({
    isError: true,
    texts: [expect.stringContaining('maliang serve')],
  });
  await strange.close();
});
