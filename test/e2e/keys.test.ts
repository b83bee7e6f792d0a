import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { createSandbox, runMaliang, type ServeProcess, startServe } from './maliang-process.ts';
import { postJson } from './post-json.ts';

/** What the routes of keys answer. */
interface WireKey {
  id: string;
  name: string;
  secret: string;
  revoked_at: number | null;
  last_spent_at: number | null;
  spend: Record<'today' | 'this_month', { usd: number; images: number; held_usd: number }>;
  data: WireKey[];
  error: { code: string; type: string };
}

const admin = { authorization: 'Bearer admin-key' };
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

async function call(url: string, method: string, headers: Record<string, string>, body?: string) {
  const json: Record<string, string> =
    body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers: { ...json, ...headers }, body: body ?? null });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** How many answers there were of each status. */
function tally(answers: readonly { status: number }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('keys', () => {
  let upstream: FakeUpstream;
  let server: ServeProcess;
  beforeAll(async () => {
    upstream = await startFakeUpstream();
    server = await startServe({
      API_KEY: 'sk-operator',
      API_BASE_URL: upstream.origin,
      ADMIN_KEY: 'admin-key',
      ASSUMED_PRICE_USD: '0.04',
      TRUSTED_PROXIES: '127.0.0.1',
      SECRET: 'door',
      RATE_LIMIT: '2',
    });
  });
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  async function keysRoute(method: string, path: string, headers: object = admin, body?: object) {
    const text = body && JSON.stringify(body);
    const answer = await call(`${server.url}/v1/keys${path}`, method, { ...headers }, text);
    return { ...answer, json: JSON.parse(answer.text) as WireKey };
  }
  const createKey = async (scopes: object = {}) =>
    (await keysRoute('POST', '', admin, { name: 'ann', ...scopes })).json;
  const generate = (headers: Record<string, string>, body: object = {}, to = server) =>
    postJson(`${to.url}/v1/images/generations`, { prompt: 'a fox', ...body }, headers);

  it('paint for whoever holds one, and for nobody once it is revoked', async () => {
    const { id, secret } = await createKey();
    expect((await generate(bearer(secret))).status).toBe(200);
    const revoked = await keysRoute('DELETE', `/${id}`);
    expect(revoked.json.revoked_at).toBeGreaterThan(1_700_000_000);
    const answer = await generate(bearer(secret));
    expect(answer.status).toBe(401);
    expect(answer.json.error.code).toBe('key_revoked');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('open /mcp as well', async () => {
    const { secret } = await createKey();
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
    const headers = { ...bearer(secret), accept: 'application/json, text/event-stream' };
    const answer = await call(`${server.url}/mcp`, 'POST', headers, JSON.stringify(hello));
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"serverInfo"');
  });

  it('are shown to the operator without their secret, with what they spent', async () => {
    const { id, secret } = await createKey({ usd_per_day: 1 });
    await generate(bearer(secret), { n: 2 });
    const shown = await keysRoute('GET', `/${id}`);
    const spent = { usd: 0.08, images: 2, held_usd: 0 };
    expect(shown.json).toMatchObject({ id, spend: { today: spent, this_month: spent } });
    expect(shown.json.last_spent_at).toBeGreaterThan(1_700_000_000);
    const list = await keysRoute('GET', '');
    expect(list.json.data.find((key) => key.id === id)?.name).toBe('ann');
    expect(shown.text + list.text + server.log()).not.toContain(secret);
    expect((await keysRoute('GET', '/key_none')).status).toBe(404);
  });

  it('are the operator’s alone to see and to make', async () => {
    const { id, secret } = await createKey();
    const own = bearer(secret);
    const answers = [
      await keysRoute('POST', '', own, { name: 'more' }),
      await keysRoute('GET', '', own),
      await keysRoute('GET', `/${id}`, own),
      await keysRoute('DELETE', `/${id}`, own),
    ];
    for (const { status, json } of answers) {
      expect(status).toBe(403);
      expect(json.error.code).toBe('operator_only');
    }
    expect((await generate(own)).status).toBe(200);
  });

  it('are not made with a scope that is misspelt', async () => {
    const answer = await keysRoute('POST', '', admin, { name: 'ann', usd_perday: 1 });
    expect(answer.status).toBe(400);
  });

  it('open only what their scopes allow', async () => {
    const { secret } = await createKey({ models: ['relay/gpt-image-2'], max_n: 2 });
    const own = bearer(secret);
    expect((await generate(own, { model: 'gpt-image-2', n: 2 })).status).toBe(200);
    const model = await generate(own, { model: 'gpt-image-2.5-flare' });
    expect(model.json.error).toMatchObject({ code: 'model_not_allowed', param: 'model' });
    const many = await generate(own, { model: 'gpt-image-2', n: 3 });
    expect(many.json.error).toMatchObject({ code: 'too_many_images', param: 'n' });
    const credentials = await generate(own, { model: 'gpt-image-2', api_key: 'sk-own' });
    expect(credentials.json.error.code).toBe('credentials_refused');
    const shown = await fetch(`${server.url}/v1/models`, { headers: own });
    const { data } = (await shown.json()) as { data: { id: string }[] };
    expect(data.map((model) => model.id)).toEqual(['relay/gpt-image-2']);
  });

  it('bring credentials where they may, and those pay', async () => {
    const { id, secret } = await createKey({ caller_credentials: true, usd_per_day: 0 });
    const answer = await generate(bearer(secret), { api_key: 'sk-own' });
    expect(answer.status).toBe(200);
    expect(upstream.paints().at(-1)?.headers.authorization).toBe('Bearer sk-own');
    const shown = await keysRoute('GET', `/${id}`);
    expect(shown.json.spend.today).toMatchObject({ usd: 0, images: 0 });
  });

  it('with $2.00 buy exactly 50 images of $0.04, of 200 asked for at once', async () => {
    const { id, secret } = await createKey({ usd_per_day: 2 });
    const before = upstream.charges;
    const answers = await Promise.all(Array.from({ length: 200 }, () => generate(bearer(secret))));
    expect(tally(answers)).toEqual({ 200: 50, 429: 150 });
    expect(upstream.charges - before).toBe(50);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.json.error).toMatchObject({
      code: 'budget_exceeded',
      type: 'insufficient_quota',
    });
    expect(refused?.headers.get('x-should-retry')).toBe('false');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused?.headers.get('ratelimit-limit')).toBe('200');
    const shown = await keysRoute('GET', `/${id}`);
    expect(shown.json.spend.today).toMatchObject({ usd: 2, images: 50, held_usd: 0 });
  });

  it('get back what a refusal held, and pay for an outcome nobody knows', async () => {
    const { id, secret } = await createKey({ usd_per_day: 1 });
    const spent = async () => (await keysRoute('GET', `/${id}`)).json.spend.today;
    upstream.mode('rejected');
    await generate(bearer(secret));
    expect(await spent()).toMatchObject({ usd: 0, images: 0, held_usd: 0 });
    upstream.mode('truncated');
    await generate(bearer(secret));
    expect(await spent()).toMatchObject({ usd: 0.04, images: 1, held_usd: 0 });
    upstream.mode('paint');
  });

  it('with 60 a minute get exactly 60 of 300 asked for at once', async () => {
    const { secret } = await createKey({ rpm: 60 });
    const answers = await Promise.all(Array.from({ length: 300 }, () => generate(bearer(secret))));
    expect(tally(answers)).toEqual({ 200: 60, 429: 240 });
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.json.error.code).toBe('rate_limited');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused?.headers.get('ratelimit-limit')).toBe('60');
    expect(refused?.headers.get('ratelimit-remaining')).toBe('0');
    expect(Number(refused?.headers.get('ratelimit-reset'))).toBeGreaterThan(0);
  });

  it('do one thing at a time where that is their scope', async () => {
    const { secret } = await createKey({ concurrent: 1 });
    upstream.mode({ mode: 'paint', latencyMs: 300 });
    const answers = await Promise.all([1, 2, 3].map(() => generate(bearer(secret))));
    upstream.mode('paint');
    expect(tally(answers)).toEqual({ 200: 1, 429: 2 });
    expect((await generate(bearer(secret))).status).toBe(200);
  });

  it('are asked for on every route, whatever stands in the header', async () => {
    const routes: [string, string][] = [
      ['GET', '/v1/models'],
      ['GET', '/v1/models/gpt-image-2'],
      ['POST', '/v1/images/generations'],
      ['POST', '/v1/keys'],
      ['GET', '/v1/keys'],
      ['GET', '/v1/keys/key_none'],
      ['DELETE', '/v1/keys/key_none'],
      ['GET', '/v1/nothing'],
      ['POST', '/mcp'],
      ['GET', '/mcp'],
      ['DELETE', '/mcp'],
    ];
    for (const [method, path] of routes) {
      for (const headers of [{}, bearer('wrong'), bearer(`mlk_${'a'.repeat(52)}`)]) {
        const body = method === 'POST' ? '{}' : undefined;
        const answer = await call(`${server.url}${path}`, method, headers, body);
        expect([method, path, answer.status]).toEqual([method, path, 401]);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    }
  });

  it('have one form in the header, and every other one is refused', async () => {
    const { secret } = await createKey();
    const schemes = ['', 'Basic ', 'bearer:', 'Bearer=', 'Token ', 'Bearer', 'Bearer\t', 'Digest '];
    const odd = [
      ...schemes.map((scheme) => `${scheme}${secret}`),
      ...schemes.map((scheme) => `${scheme}admin-key`),
      ...['Bearer ', 'Bearer  ', 'Bearer null', 'Bearer undefined', `Bearer "${secret}"`],
      ...[`Bearer ${secret} x`, `Bearer x ${secret}`, `Bearer ${secret},admin-key`, '\u00ff', ','],
      ...Array.from({ length: 40 }, (_, index) => `Bearer ${secret.slice(0, index + 1)}`),
      ...Array.from({ length: 40 }, (_, index) => `Bearer ${secret}${'a'.repeat(index + 1)}`),
      ...Array.from({ length: 90 }, (_, index) => `Bearer ${'%_\'"\\`;-(['[index % 10]}${index}`),
      `Bearer ${'a'.repeat(8_000)}`,
    ];
    const answers = await Promise.all(
      odd.map((authorization) => call(`${server.url}/v1/models`, 'GET', { authorization })),
    );
    expect(odd.length).toBeGreaterThan(195);
    expect(tally(answers)).toEqual({ 401: odd.length });
    const plain = await call(`${server.url}/v1/models`, 'GET', {
      authorization: `bearer  ${secret}`,
    });
    expect(plain.status).toBe(200);
  });

  it('count an address behind our proxy, and none that a client invents', async () => {
    const ask = (forwarded: string) =>
      postJson(
        `${server.url}/door/generate_image`,
        { prompt: 'a fox', apiKey: 'sk-own', model: 'grok-imagine-image' },
        {
          'x-forwarded-for': forwarded,
          'x-forwarded-proto': 'https',
          'x-forwarded-host': 'img.test',
        },
      );
    const statuses = [];
    for (const spoofed of ['1.1.1.1', '2.2.2.2', '3.3.3.3']) {
      statuses.push((await ask(`${spoofed}, 198.51.100.1`)).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const other = await ask('198.51.100.2');
    expect(other.status).toBe(200);
    expect(other.headers.get('ratelimit-remaining')).toBe('1');
  });

  it('tell a client behind our proxy the address it knows', async () => {
    const forwarded = { 'x-forwarded-for': '198.51.100.1', 'x-forwarded-host': 'img.test' };
    const headers = { ...admin, ...forwarded, 'x-forwarded-proto': 'https' };
    const answer = await generate(headers, { response_format: 'url' });
    expect(answer.json.data[0]?.url).toMatch(/^https:\/\/img\.test\/i\//);
  });
});

describe('a server of this machine alone, without ADMIN_KEY', () => {
  let server: ServeProcess;
  let secret: string;
  beforeAll(async () => {
    server = await startServe({ TRUSTED_PROXIES: '127.0.0.0/8' });
    const made = await postJson(`${server.url}/v1/keys`, { name: 'ann' });
    secret = (made.json as unknown as WireKey).secret;
  });
  afterAll(() => server.stop());

  const models = async (headers: Record<string, string>) =>
    (await call(`${server.url}/v1/models`, 'GET', headers)).status;

  it('takes its user without a key, and with any that is none of its own', async () => {
    expect(await models({})).toBe(200);
    expect(await models(bearer('sk-anything'))).toBe(200);
  });

  it('takes a key for what it is', async () => {
    expect(await models(bearer(secret))).toBe(200);
    expect((await call(`${server.url}/v1/keys`, 'GET', bearer(secret))).status).toBe(403);
    expect(await models(bearer(`${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`))).toBe(
      401,
    );
  });

  it('takes nobody for its user who comes from elsewhere through a proxy', async () => {
    const elsewhere = { 'x-forwarded-for': '198.51.100.1' };
    expect(await models(elsewhere)).toBe(401);
    expect(await models({ ...elsewhere, ...bearer(secret) })).toBe(200);
    expect(await models({ 'x-forwarded-for': '127.0.0.1' })).toBe(200);
  });
});

describe('keys on one data folder', () => {
  it('are made and revoked from the command line while servers run, and spend one budget', async () => {
    const upstream = await startFakeUpstream();
    const sandbox = await createSandbox();
    const keys = (...words: string[]) => runMaliang(['keys', ...words], sandbox);
    const made = await keys(
      'create',
      '--name',
      '阿明',
      '--usd-per-day',
      '0.80',
      '--expires',
      '30d',
    );
    const secret = made.stdout.trim();
    expect(secret).toMatch(/^mlk_[a-z2-7]{52}$/);
    expect(made.stderr).toContain('阿明');

    const settings = {
      DATA_DIR: sandbox.env.DATA_DIR ?? '',
      API_KEY: 'sk-operator',
      API_BASE_URL: upstream.origin,
      ASSUMED_PRICE_USD: '0.04',
      // Other machines could reach it: the key is the only door, and opens it.
      HOST: '0.0.0.0',
    };
    const servers = await Promise.all([startServe(settings), startServe(settings)]);
    const urls = servers.map(({ url }) => url.replace('localhost', '127.0.0.1'));
    const ask = (index: number) =>
      postJson(`${urls[index % 2]}/v1/images/generations`, { prompt: 'a fox' }, bearer(secret));
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => ask(index)));
    expect(tally(answers)).toEqual({ 200: 20, 429: 40 });
    expect(upstream.charges).toBe(20);
    expect((await call(`${urls[0]}/v1/models`, 'GET', {})).status).toBe(401);

    const listed = JSON.parse((await keys('list', '--json')).stdout) as WireKey[];
    const id = listed[0]?.id ?? '';
    expect((await keys('show', id)).stdout).toContain('today: $0.80, 20 images; reserved $0.00');
    expect((await keys('revoke', id)).stdout).toContain('revoked');
    expect((await ask(0)).json.error.code).toBe('key_revoked');
    expect((await keys('list')).stdout).not.toContain(secret);
    for (const server of servers) await server.stop();
    await sandbox.remove();
    await upstream.close();
  });

  it('are asked for by a server that others can reach, and one makes nobody its operator', async () => {
    const server = await startServe({ HOST: '0.0.0.0' });
    const url = server.url.replace('localhost', '127.0.0.1');
    expect((await call(`${url}/v1/models`, 'GET', {})).status).toBe(401);
    const env = { DATA_DIR: `${server.folder}/data` };
    const sandbox = await createSandbox(env);
    const made = await runMaliang(['keys', 'create', '--name', 'ann', '--json'], sandbox);
    const { secret } = JSON.parse(made.stdout) as { secret: string };
    expect((await call(`${url}/v1/models`, 'GET', bearer(secret))).status).toBe(200);
    expect((await call(`${url}/v1/keys`, 'GET', bearer(secret))).status).toBe(403);
    const listed = await call(`${url}/setup`, 'GET', {});
    expect(JSON.parse(listed.text)).toEqual({ object: 'setup', needed: true });
    await server.stop();
    await sandbox.remove();
  });

  it('are made with --caller-credentials, and not with what is misspelt', async () => {
    const sandbox = await createSandbox();
    const made = await runMaliang(
      [
        'keys',
        'create',
        '--name',
        'ann',
        '--models',
        'openai/*,demo',
        '--caller-credentials',
        '--json',
      ],
      sandbox,
    );
    expect(JSON.parse(made.stdout)).toMatchObject({
      name: 'ann',
      scopes: { models: ['openai/*', 'demo'], callerCredentials: true },
      secret: expect.stringMatching(/^mlk_/),
    });
    const wrong = [
      ['create'],
      ['create', '--name', 'ann', '--usd-perday', '1'],
      ['create', '--name', 'ann', '--max-n', '0'],
      ['show'],
      ['destroy'],
    ];
    for (const words of wrong) {
      expect((await runMaliang(['keys', ...words], sandbox)).code).toBe(2);
    }
    expect((await runMaliang(['keys', 'show', 'key_none'], sandbox)).code).toBe(1);
    await sandbox.remove();
  });
});
