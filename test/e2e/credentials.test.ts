import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeLsky, startFakeLsky } from '../fakes/lsky.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { postJson } from './post-json.ts';

const ourKey = 'sk-ours-0123456789abcdef';
const ourToken = '1|ours-0123456789abcdef';

describe('the operator’s credentials', () => {
  let own: FakeUpstream;
  let stranger: FakeUpstream;
  let host: FakeLsky;
  let server: ServeProcess;

  beforeAll(async () => {
    [own, stranger, host] = await Promise.all([
      startFakeUpstream({ apiKey: ourKey }),
      startFakeUpstream(),
      startFakeLsky({ token: ourToken }),
    ]);
    server = await startServe({
      API_KEY: ourKey,
      API_BASE_URL: own.origin,
      IMAGE_HOSTING_URL: host.uploadUrl,
      IMAGE_HOSTING_TOKEN: ourToken,
      CALLER_CREDENTIALS: 'allow',
      TRUSTED_ORIGINS: stranger.origin,
      SECRET: 'door',
      RATE_LIMIT: '100',
    });
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([own.close(), stranger.close(), host.close()]);
  });

  const post = (path: string, body: object) =>
    postJson(`${server.url}${path}`, { prompt: 'a fox', ...body });
  const generate = (body: object) => post('/v1/images/generations', body);

  it('go to the operator’s own provider and host', async () => {
    const answer = await generate({ response_format: 'url' });
    expect(answer.status).toBe(200);
    expect(own.paints().at(-1)?.headers.authorization).toBe(`Bearer ${ourKey}`);
    expect(host.uploads.at(-1)?.authorization).toBe(`Bearer ${ourToken}`);
  });

  it('stay here when a caller names an address without a key', async () => {
    for (const unset of [undefined, '', null]) {
      const answer = await generate({ base_url: stranger.origin, api_key: unset });
      expect(answer.status).toBe(400);
      expect(answer.json.error).toMatchObject({
        code: 'base_url_without_key',
        param: 'base_url',
      });
    }
    const hosting = await generate({ image_hosting_url: `${stranger.origin}/api/v1/upload` });
    expect(hosting.json.error.code).toBe('base_url_without_key');
    expect(stranger.requests).toEqual([]);
  });

  it('are not with a request that goes to a caller’s address with the caller’s key', async () => {
    stranger.mode('url');
    const answer = await generate({ base_url: stranger.origin, api_key: 'sk-callers-own' });
    expect(answer.status).toBe(200);
    const legacy = await post('/door/generate_image', {
      apiKey: 'sk-callers-own',
      baseURL: stranger.origin,
    });
    expect(legacy.status).toBe(200);
    expect(stranger.requests.length).toBeGreaterThanOrEqual(3);
    const said = JSON.stringify(stranger.requests);
    expect(said).toContain('Bearer sk-callers-own');
    expect(said).not.toContain('ours-0123456789abcdef');
    // The picture behind a URL is fetched without anybody's key.
    const fetched = stranger.requests.filter(({ path }) => path.startsWith('/files/'));
    expect(fetched.length).toBeGreaterThan(0);
    for (const { headers } of fetched) expect(headers.authorization).toBeUndefined();
  });

  it('are replaced, not joined, where a caller brings a key for the same address', async () => {
    const answer = await generate({ api_key: 'sk-callers-own' });
    expect(answer.status).toBe(401);
    expect(own.paints().at(-1)?.headers.authorization).toBe('Bearer sk-callers-own');
  });

  it('are never in an answer or a log', async () => {
    own.mode('echo-key');
    const answer = await generate({});
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(answer.json) + server.log()).not.toContain('ours-0123456789abcdef');
  });

  it('are not asked for by an address that is neither public nor named by the operator', async () => {
    const other = await startFakeUpstream();
    const answer = await generate({ base_url: other.origin, api_key: 'sk-callers-own' });
    expect(answer.json.error.code).toBe('address_refused');
    expect(other.requests).toEqual([]);
    await other.close();
  });
});

describe('caller credentials where they are off', () => {
  it('are refused by name, never ignored', async () => {
    const server = await startServe();
    for (const param of ['api_key', 'base_url', 'image_hosting_token', 'image_hosting_url']) {
      const value = param.endsWith('url') ? 'https://example.com' : 'x';
      const answer = await postJson(`${server.url}/v1/images/generations`, {
        prompt: 'a fox',
        [param]: value,
      });
      expect(answer.status).toBe(403);
      expect(answer.json.error).toMatchObject({ code: 'credentials_refused', param });
    }
    await server.stop();
  });
});
