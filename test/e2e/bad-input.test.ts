import { Client } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { postJson } from './post-json.ts';

describe('bad input over HTTP', () => {
  let server: ServeProcess;
  beforeAll(async () => {
    server = await startServe({ SECRET: 'door', RATE_LIMIT: '1000' });
  });
  afterAll(() => server.stop());

  const wrong: [string, object, string, string | null][] = [
    ['no prompt', {}, 'missing_parameter', 'prompt'],
    ['an empty prompt', { prompt: '  ' }, 'missing_parameter', 'prompt'],
    ['a prompt that is a number', { prompt: 42 }, 'invalid_type', 'prompt'],
    ['a prompt that is a list', { prompt: ['fox'] }, 'invalid_type', 'prompt'],
    ['a prompt of 40,000 characters', { prompt: 'x'.repeat(40_000) }, 'invalid_value', 'prompt'],
    ['a prompt with a NUL', { prompt: 'a\0b' }, 'invalid_value', 'prompt'],
    ['n of 0', { prompt: 'x', n: 0 }, 'invalid_value', 'n'],
    ['n of 11', { prompt: 'x', n: 11 }, 'invalid_value', 'n'],
    ['n of "two"', { prompt: 'x', n: 'two' }, 'invalid_type', 'n'],
    ['n of 1.5', { prompt: 'x', n: 1.5 }, 'invalid_value', 'n'],
    ['a size that is none', { prompt: 'x', size: 'huge' }, 'invalid_value', 'size'],
    ['a size of a billion pixels', { prompt: 'x', size: '99999x99999' }, 'invalid_value', 'size'],
    ['an unknown quality', { prompt: 'x', quality: 'superb' }, 'invalid_value', 'quality'],
    ['an unknown model', { prompt: 'x', model: 'gpt-image-2' }, 'no_provider', 'model'],
    [
      'an unknown format',
      { prompt: 'x', response_format: 'gif' },
      'invalid_value',
      'response_format',
    ],
    ['a file as seed', { prompt: 'x', seed: {} }, 'invalid_type', 'seed'],
  ];
  it.each(wrong)('refuses %s and says what to do', async (_, body, code, param) => {
    const { status, json, headers } = await postJson(`${server.url}/v1/images/generations`, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(json.error).toMatchObject({ code, param, type: expect.any(String) });
    expect(json.error.message.length).toBeGreaterThan(20);
    expect(headers.get('x-should-retry')).toBe('false');
  });

  it.each([
    ['{"prompt": "a fox"', 'invalid_json'],
    ['', 'invalid_json'],
    ['prompt=fox', 'invalid_json'],
    ['[]', 'invalid_type'],
    ['"fox"', 'invalid_type'],
    ['null', 'invalid_type'],
    ['[[[[[[[[', 'invalid_json'],
  ])('refuses the body %j', async (body, code) => {
    for (const path of ['/v1/images/generations', '/door/generate_image']) {
      const { status, json } = await postJson(`${server.url}${path}`, body);
      expect(status).toBe(400);
      if (path.startsWith('/v1')) expect(json.error.code).toBe(code);
      else expect(json.error).toBeTypeOf('string');
    }
  });

  it('refuses a form, which any page could send', async () => {
    const form = 'application/x-www-form-urlencoded';
    const { status, json } = await postJson(`${server.url}/v1/images/generations`, 'prompt=x', {
      'content-type': form,
    });
    expect({ status, code: json.error.code }).toEqual({
      status: 415,
      code: 'unsupported_media_type',
    });
  });

  it('refuses 60 MB of base64 without falling over', async () => {
    const body = `{"prompt":"x","image":"${'A'.repeat(60_000_000)}"}`;
    const { status, json } = await postJson(`${server.url}/v1/images/generations`, body);
    expect({ status, code: json.error.code }).toEqual({ status: 413, code: 'too_large' });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it.each([
    '/i/..%2f..%2fmaliang.db',
    '/i/../maliang.db',
    '/i/%00.png',
    '/i/aaaaaaaaaaaaaaaaaaaaaaaaaa.png',
    '/i/aaaaaaaaaaaaaaaaaaaaaaaaaa.svg',
    '/nothing',
    '/v1/images',
    '/%E0%A4%A',
  ])('answers 404 for GET %s', async (path) => {
    const { statusCode, body } = await new Client(server.url).request({ path, method: 'GET' });
    await body.dump();
    expect([400, 404]).toContain(statusCode);
  });

  it('never answered 5xx and logged no fault of its own', () => {
    expect(server.log()).not.toContain('"code":"internal"');
    expect(server.log()).not.toContain('Something went wrong');
  });
});

describe('a server with ADMIN_KEY', () => {
  it('answers 401 to every other key, and lets the right one in', async () => {
    const server = await startServe({ ADMIN_KEY: 'the-right-key' });
    const ask = (authorization?: string) =>
      postJson(
        `${server.url}/v1/images/generations`,
        { prompt: 'x', size: '256x256', response_format: 'url' },
        authorization === undefined ? {} : { authorization },
      );
    for (const header of [
      undefined,
      '',
      'Bearer',
      'Bearer wrong',
      'Basic the-right-key',
      'x y z',
    ]) {
      const { status, json } = await ask(header);
      expect({ status, code: json.error.code }).toEqual({ status: 401, code: 'unauthorized' });
    }
    expect((await ask('Bearer the-right-key')).status).toBe(200);
    await server.stop();
  });
});
