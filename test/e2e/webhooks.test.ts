import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { createSandbox, runMaliang, startServe } from './maliang-process.ts';
import { postJson } from './post-json.ts';

const secret = `whsec_${Buffer.from('a key that only these two know').toString('base64')}`;

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(() => upstream.close());

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Answers with these statuses in order, `hang` being none at all, and then with 200. */
async function startReceiver(...answers: (number | 'hang')[]) {
  const received: Received[] = [];
  const left = [...answers];
  const held: ServerResponse[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    const next = left.shift() ?? 200;
    if (next === 'hang') held.push(response);
    else response.writeHead(next).end('thanks');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, url: `${origin}/hook?of=me`, received };
}

/** As a receiver checks it, without a line of ours. */
function verify({ headers, body }: Received): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = headers;
  const young = Math.abs(Date.now() / 1000 - Number(timestamp)) < 300;
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return young && headers['webhook-signature'] === `v1,${signature}`;
}

const settings = () => ({ API_KEY: 'sk-operator', API_BASE_URL: upstream.origin });

async function readJson(url: string) {
  return (await fetch(url)).json() as Promise<Record<string, unknown>>;
}

const wish = { prompt: 'a fox', model: 'gpt-image-2', async: true };

it('tells a caller of its picture, signed, and again until it is taken, under one id', async () => {
  const receiver = await startReceiver(500);
  const env = { WEBHOOK_SECRET: secret, TRUSTED_ORIGINS: receiver.origin };
  const server = await startServe({ ...settings(), ...env });
  const url = `${server.url}/v1/images/generations`;
  const { status, json } = await postJson(url, { ...wish, webhook_url: receiver.url });
  const { id, webhook } = json as unknown as { id: string; webhook: object };
  expect(status).toBe(202);
  expect(webhook).toEqual({ url: receiver.url, attempts: 0, delivered_at: null, last_error: null });
  await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBe(2);
  const place = `${server.url}/v1/generations/${id}`;
  await expect
    .poll(async () => (await readJson(place)).webhook)
    .toMatchObject({
      attempts: 2,
      delivered_at: expect.any(Number),
      last_error: null,
    });
  expect(receiver.received.map(verify)).toEqual([true, true]);
  const [first, second] = receiver.received;
  expect(first?.headers['webhook-id']).toMatch(/^msg_\w{26}$/);
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  const told = JSON.parse(second?.body ?? '');
  const { webhook: _webhook, share: _share, ...shown } = await readJson(place);
  // How the host has it now is asked for; a webhook tells what was true when it ended.
  const images = shown.data as Record<string, unknown>[];
  const data = images.map(({ hosting: _hosting, ...image }) => image);
  expect(told).toMatchObject({ type: 'generation.completed', data: { ...shown, data } });
  const picture = await fetch(told.data.data[0].url);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('maliang_webhooks_total{status="delivered"} 1');
  const said = [server.log(), JSON.stringify(shown), metrics, JSON.stringify(receiver.received)];
  expect(said.join()).not.toContain(secret.slice('whsec_'.length));
  expect(await server.stop()).toBe(0);
}, 40_000);

it('tells what a process that was killed meanwhile had not told, once it runs again', async () => {
  const receiver = await startReceiver('hang');
  const folder = await mkdtemp(join(tmpdir(), 'maliang-e2e-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const env = {
    ...settings(),
    DATA_DIR: folder,
    WEBHOOK_SECRET: secret,
    WEBHOOK_URL: receiver.url,
  };
  const first = await startServe(env);
  onTestFinished(() => rm(first.folder, { recursive: true, force: true }));
  const { status } = await postJson(`${first.url}/v1/images/generations`, {
    ...wish,
    async: false,
  });
  // Whoever is told keeps nobody waiting who asked.
  expect(status).toBe(200);
  await expect.poll(() => receiver.received.length).toBe(1);
  process.kill(first.pid, 'SIGKILL');
  const second = await startServe(env);
  await expect.poll(() => receiver.received.length, { timeout: 40_000 }).toBe(2);
  expect(receiver.received.map(verify)).toEqual([true, true]);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(ids[1]).toBe(ids[0]);
  expect(await second.stop()).toBe(0);
}, 60_000);

it('tells of a failure, and of what the command line made', async () => {
  const receiver = await startReceiver();
  const env = { ...settings(), WEBHOOK_SECRET: secret, WEBHOOK_URL: receiver.url };
  const sandbox = await createSandbox(env);
  onTestFinished(() => sandbox.remove());
  upstream.mode('rejected');
  const model = ['--model', 'gpt-image-2'];
  expect((await runMaliang(['generate', 'a fox', ...model], sandbox)).code).not.toBe(0);
  upstream.mode('paint');
  expect((await runMaliang(['generate', 'a fox', ...model], sandbox)).code).toBe(0);
  const types = receiver.received.map(({ body }) => JSON.parse(body).type);
  expect(types).toEqual(['generation.failed', 'generation.completed']);
});

it('refuses by name where nobody could be told, and starts nothing', async () => {
  const server = await startServe({ ...settings(), SECRET: 'door', WEBHOOK_SECRET: secret });
  const url = `${server.url}/v1/images/generations`;
  const inside = await postJson(url, { ...wish, webhook_url: 'http://127.0.0.1:1/hook' });
  expect(inside.status).toBe(400);
  expect(inside.json.error).toMatchObject({ code: 'address_refused', param: 'webhook_url' });
  const hook = { webhook_url: 'https://example.com/hook' };
  for (const body of [
    { ...wish, async: false },
    { ...wish, async: undefined, stream: true },
  ]) {
    const { status, json } = await postJson(url, { ...body, ...hook });
    expect([status, json.error.code, json.error.param]).toEqual([
      400,
      'invalid_value',
      'webhook_url',
    ]);
  }
  const older = `${server.url}/door/v1/images/generations`;
  const key = { authorization: 'Bearer sk-caller' };
  expect((await postJson(older, { ...wish, async: false, ...hook }, key)).status).toBe(400);
  const bad = await postJson(url, { ...wish, webhook_url: 'https://me:secret@example.com/' });
  expect([bad.status, JSON.stringify(bad.json)]).toEqual([400, expect.not.stringContaining('me:')]);
  expect((await readJson(`${server.url}/v1/generations`)).data).toEqual([]);
  expect(await server.stop()).toBe(0);
});

it('sends nothing unsigned: not for a caller, and not for the operator', async () => {
  const server = await startServe(settings());
  const { status, json } = await postJson(`${server.url}/v1/images/generations`, {
    ...wish,
    webhook_url: 'https://example.com/hook',
  });
  expect([status, json.error.code]).toEqual([400, 'webhooks_off']);
  expect(json.error.message).toContain('WEBHOOK_SECRET');
  expect(await server.stop()).toBe(0);
  const sandbox = await createSandbox({ WEBHOOK_URL: 'https://example.com/hook' });
  onTestFinished(() => sandbox.remove());
  const { code, stderr } = await runMaliang(['serve'], sandbox);
  expect([code, stderr]).toEqual([3, expect.stringContaining('WEBHOOK_SECRET')]);
});
