import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { call, connectHttp, eras } from './mcp-client.ts';

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** An access token as OAuth hands them out, good for another server. */
const foreignToken = [
  part({ alg: 'RS256', typ: 'at+jwt' }),
  part({ iss: 'https://login.example', aud: 'https://other.example/mcp', exp: 4_000_000_000 }),
  Buffer.alloc(256, 7).toString('base64url'),
].join('.');

const hello = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'test', version: '0' },
  },
});

let upstream: FakeUpstream;
let server: ServeProcess;
let open: ServeProcess;
beforeAll(async () => {
  upstream = await startFakeUpstream();
  const env = { API_KEY: 'sk-operator', API_BASE_URL: upstream.origin, TOOLS: 'all' };
  [server, open] = await Promise.all([
    startServe({ ...env, ADMIN_KEY: 'admin', ASSUMED_PRICE_USD: '0.04' }),
    startServe(env),
  ]);
});
afterAll(async () => {
  await Promise.all([server.stop(), open.stop()]);
  await upstream.close();
});
beforeEach(() => {
  upstream.requests.length = 0;
});

/** What `/mcp` answers to a message under this header. */
async function knock({ url }: ServeProcess, method: string, authorization?: string) {
  const answer = await fetch(`${url}/mcp`, {
    method,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(authorization !== undefined && { authorization }),
    },
    body: method === 'POST' ? hello : null,
  });
  return { status: answer.status, challenge: answer.headers.get('www-authenticate') };
}

async function keys<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${server.url}/v1/keys${path}`, {
    method,
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  });
  return (await answer.json()) as Answer;
}
const makeKey = (scopes: object) =>
  keys<{ id: string; secret: string }>('POST', '', { name: 'agent', ...scopes });

describe('MCP over HTTP', () => {
  it.each(['POST', 'GET', 'DELETE'])('is closed without a key of ours, by %s', async (method) => {
    const refusal = { status: 401, challenge: 'Bearer' };
    for (const authorization of [undefined, 'Bearer wrong', `Bearer ${foreignToken}`]) {
      expect(await knock(server, method, authorization)).toEqual(refusal);
    }
    expect(upstream.requests).toEqual([]);
  });

  it('takes no token that was meant for another server, even where the door is open', async () => {
    expect(await knock(open, 'POST')).toEqual({ status: 200, challenge: null });
    expect(await knock(open, 'POST', 'Bearer anything')).toMatchObject({ status: 200 });
    const refused = await knock(open, 'POST', `Bearer ${foreignToken}`);
    expect(refused).toEqual({ status: 401, challenge: 'Bearer' });
  });

  it.each(eras)('a key counts as on REST: models, number, money, %s', async (era) => {
    const models = ['relay/gpt-image-2'];
    const { id, secret } = await makeKey({ models, max_n: 2, usd_per_day: 0.1 });
    const client = await connectHttp(server.url, era, secret);
    const paint = (args: object) =>
      call(client, 'generate_image', { prompt: 'a fox', model: 'gpt-image-2', ...args });
    const refusals = [
      [{ model: 'gpt-image-2.5-flare' }, '[model_not_allowed]'],
      [{ n: 3 }, '[too_many_images]'],
      [{ api_key: 'sk-own' }, '[credentials_refused]'],
    ] as const;
    for (const [args, code] of refusals) {
      const { isError, texts } = await paint(args);
      expect({ isError, text: texts[0] }).toEqual({
        isError: true,
        text: expect.stringContaining(code),
      });
    }
    const listed = JSON.stringify((await call(client, 'list_models')).structured);
    expect(listed).toContain('gpt-image-2');
    expect(listed).not.toContain('flare');
    expect((await paint({ n: 2 })).isError).toBe(false);
    const broke = await paint({});
    expect(broke.isError).toBe(true);
    expect(broke.texts[0]).toMatch(
      /^Error: The budget .* \$0\.08 of \$0\.10 .*\[budget_exceeded\] Nothing was spent\.$/,
    );
    expect(upstream.paints()).toHaveLength(1);
    const sent = JSON.stringify(upstream.requests);
    expect(sent).toContain('Bearer sk-operator');
    expect(sent).not.toContain(secret);
    await keys('DELETE', `/${id}`);
    await expect(client.listTools()).rejects.toThrow();
    await client.close();
  });
});
