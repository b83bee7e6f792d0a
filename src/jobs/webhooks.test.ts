import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { accepted, ended, sampleGeneration } from '../../test/contract/store-samples.ts';
import { openClient, serve } from '../../test/fakes/loopback.ts';
import { silentTelemetry } from '../../test/fakes/parts.ts';
import type { Store } from '../core/store.ts';
import { createMemoryStore } from '../store/memory/memory-store.ts';
import { createWebhooks } from './webhooks.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const caller = { assetOrigin: 'https://maliang.example', locale: 'en' } as const;

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver that gives these answers in order, and then 204 to everything. */
async function startReceiver(...answers: ((response: ServerResponse) => void)[]) {
  const received: Received[] = [];
  const left = [...answers];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    received.push({ headers: request.headers, body: await text(request) });
    const next = left.shift();
    if (next) next(response);
    else response.writeHead(204).end();
  };
  const { origin } = await serve((request, response) => void answer(request, response));
  return { url: `${origin}/hook`, origin, received };
}

const status = (code: number) => (response: ServerResponse) => response.writeHead(code).end();

/** Webhooks whose clock the test moves, and what they told the operator. */
function startWebhooks(store: Store, trustedOrigins: string[], operatorUrl?: string) {
  let ahead = 0;
  const tried: string[] = [];
  const logged: string[] = [];
  const log = (fields: object, message: string) => {
    logged.push(`${JSON.stringify(fields)} ${message}`);
  };
  const webhooks = createWebhooks({
    client: openClient(trustedOrigins),
    trustedOrigins,
    secret,
    operatorUrl,
    describe: ({ id, state }, { assetOrigin }) => ({ id, state, url: `${assetOrigin}/i/a.png` }),
    store,
    logger: { debug: log, info: log, warn: log, error: log },
    telemetry: silentTelemetry({ webhookTried: (outcome) => void tried.push(outcome) }),
    now: () => Date.now() + ahead,
  });
  onTestFinished(() => webhooks.end());
  return {
    ...webhooks,
    tried,
    logged,
    later(milliseconds: number) {
      ahead += milliseconds;
      webhooks.wake();
    },
  };
}

/** Accepts and ends one generation. */
async function makeGeneration(
  store: Store,
  webhooks: ReturnType<typeof startWebhooks>,
  url?: string,
  changes: Parameters<typeof ended>[1] = {},
): Promise<string> {
  const generation = sampleGeneration();
  const owed = webhooks.plan(generation.id, url, caller);
  await store.journal.append({ ...accepted(generation), webhooks: owed });
  await store.journal.append(ended(generation.id, changes));
  webhooks.wake();
  return generation.id;
}

async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 300 && !isSo(); turn += 1) await sleep(10);
  expect(isSo()).toBe(true);
}

function isSigned({ headers, body }: Received): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = createHmac('sha256', key).update(signed).digest('base64');
  return headers['webhook-signature'] === `v1,${expected}`;
}

it('tells an end once, signed, with what this server shows of the generation', async () => {
  const store = createMemoryStore();
  const { url, origin, received } = await startReceiver();
  const webhooks = startWebhooks(store, [origin]);
  const id = await makeGeneration(store, webhooks, url);
  await until(() => webhooks.tried.length === 1);
  webhooks.later(60_000);
  await sleep(50);
  expect(received.map(isSigned)).toEqual([true]);
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({
    type: 'generation.completed',
    timestamp: new Date(1_700_000_009_000).toISOString(),
    data: { id, state: 'hosted', url: 'https://maliang.example/i/a.png' },
  });
  expect(received[0]?.headers['content-type']).toBe('application/json');
  expect(webhooks.tried).toEqual(['delivered']);
});

it.each(['failed', 'cancelled', 'outcome_unknown'] as const)(
  'calls an end as %s a failure',
  async (state) => {
    const store = createMemoryStore();
    const { url, origin, received } = await startReceiver();
    await makeGeneration(store, startWebhooks(store, [origin]), url, { state });
    await until(() => received.length === 1);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      type: 'generation.failed',
      data: { state },
    });
  },
);

it('tells the operator too, with an id of its own', async () => {
  const store = createMemoryStore();
  const { url, origin, received } = await startReceiver();
  const webhooks = startWebhooks(store, [origin], url);
  await makeGeneration(store, webhooks);
  await makeGeneration(store, webhooks, url);
  await until(() => webhooks.tried.length === 3);
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
});

it('sends again what was not taken, under the same id and with a new time', async () => {
  const store = createMemoryStore();
  const { url, origin, received } = await startReceiver(status(500), status(302));
  const webhooks = startWebhooks(store, [origin]);
  const id = await makeGeneration(store, webhooks, url);
  await until(() => webhooks.tried.length === 1);
  expect(await store.webhooks.find(id)).toMatchObject({ attempts: 1, lastError: 'http_500' });
  webhooks.later(4_000);
  await sleep(50);
  expect(received).toHaveLength(1);
  webhooks.later(3_000);
  await until(() => webhooks.tried.length === 2);
  webhooks.later(40_000);
  await until(() => webhooks.tried.length === 3);
  expect(webhooks.tried).toEqual(['failed', 'failed', 'delivered']);
  expect(received.map(isSigned)).toEqual([true, true, true]);
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(new Set(received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3);
});

it('asks no more where the receiver is gone, and says so', async () => {
  const store = createMemoryStore();
  const { url, origin, received } = await startReceiver(status(410));
  const webhooks = startWebhooks(store, [origin]);
  await makeGeneration(store, webhooks, url);
  await until(() => webhooks.tried.length === 1);
  webhooks.later(24 * 3_600_000);
  await sleep(50);
  expect(received).toHaveLength(1);
  expect(webhooks.tried).toEqual(['given_up']);
  expect(webhooks.logged.join()).toContain('given up');
});

it('gives up after the last attempt of about a day', async () => {
  const store = createMemoryStore();
  const refusals = Array.from({ length: 20 }, () => status(503));
  const { url, origin } = await startReceiver(...refusals);
  const webhooks = startWebhooks(store, [origin]);
  await makeGeneration(store, webhooks, url);
  for (let attempt = 1; attempt <= 9; attempt += 1) {
    await until(() => webhooks.tried.length === attempt);
    webhooks.later(15 * 3_600_000);
  }
  await sleep(50);
  expect(webhooks.tried).toEqual([...Array(8).fill('failed'), 'given_up']);
});

it('sends at most four at once, and the fifth when there is room', async () => {
  const store = createMemoryStore();
  const held: ServerResponse[] = [];
  const hold = (response: ServerResponse) => void held.push(response);
  const { url, origin, received } = await startReceiver(...Array(4).fill(hold));
  const webhooks = startWebhooks(store, [origin]);
  for (let index = 0; index < 5; index += 1) await makeGeneration(store, webhooks, url);
  await until(() => held.length === 4);
  await sleep(50);
  expect(received).toHaveLength(4);
  held[0]?.writeHead(200).end();
  await until(() => received.length === 5);
  for (const response of held.slice(1)) response.writeHead(200).end();
  await until(() => webhooks.tried.length === 5);
});

it('leaves what the end of the process cut off to whoever is next', async () => {
  const store = createMemoryStore();
  const { url, origin, received } = await startReceiver(() => {});
  const first = startWebhooks(store, [origin]);
  await makeGeneration(store, first, url);
  await until(() => received.length === 1);
  await first.end();
  const second = startWebhooks(store, [origin]);
  second.wake();
  await until(() => second.tried.length === 1);
  expect(second.tried).toEqual(['delivered']);
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([
    received[0]?.headers['webhook-id'],
    received[0]?.headers['webhook-id'],
  ]);
}, 10_000);

it('never dials inside for a caller, whatever name the address has', async () => {
  const store = createMemoryStore();
  const { url, received } = await startReceiver();
  const webhooks = startWebhooks(store, []);
  for (const refused of [
    url,
    url.replace('127.0.0.1', 'localhost'),
    'http://[::1]:1/',
    'http://10.0.0.1/',
  ]) {
    expect(() => webhooks.plan('gen_1', refused, caller)).toThrow(/not a public address/);
  }
  // As a name of the caller's that leads here; the journal has taken it from a trusting process.
  const trusting = startWebhooks(store, [new URL(url).origin]);
  const generation = sampleGeneration();
  const owed = trusting.plan(generation.id, url, caller);
  await store.journal.append({ ...accepted(generation), webhooks: owed });
  await store.journal.append(ended(generation.id));
  webhooks.wake();
  await until(() => webhooks.tried.length === 1);
  expect(webhooks.tried).toEqual(['given_up']);
  expect(received).toEqual([]);
  expect(await store.webhooks.find(generation.id)).toMatchObject({ lastError: 'address_refused' });
});

it('says nowhere what it signs with', async () => {
  const store = createMemoryStore();
  const { url, origin, received } = await startReceiver(status(500), status(410));
  const webhooks = startWebhooks(store, [origin]);
  await makeGeneration(store, webhooks, `${url}?token=of-the-caller`);
  await until(() => webhooks.tried.length === 1);
  webhooks.later(10_000);
  await until(() => webhooks.tried.length === 2);
  const said = JSON.stringify([webhooks.logged, received]);
  expect(said).not.toContain(secret.slice('whsec_'.length));
  expect(webhooks.logged.join()).not.toContain('of-the-caller');
});

it('refuses what nothing could be signed with', async () => {
  const parts = { store: createMemoryStore(), telemetry: silentTelemetry(), now: Date.now };
  const silent = () => {};
  const options = {
    ...parts,
    client: openClient([]),
    trustedOrigins: [],
    secret: undefined,
    describe: () => ({}),
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  };
  const operatorUrl = 'https://example.com/hook';
  expect(() => createWebhooks({ ...options, operatorUrl })).toThrow(/Set WEBHOOK_SECRET/);
  const webhooks = createWebhooks({ ...options, operatorUrl: undefined });
  expect(() => webhooks.plan('gen_1', operatorUrl, caller)).toThrow(/WEBHOOK_SECRET/);
  expect(webhooks.plan('gen_1', undefined, caller)).toEqual([]);
});
