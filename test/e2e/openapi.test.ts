import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ZodType } from 'zod/v4';
import { answerSchemas } from '../../src/faces/http/openapi/answer-schemas.ts';
import { operations } from '../../src/faces/http/openapi/operations.ts';
import { root } from '../docs/markdown-files.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { solidPng } from '../fakes/png.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';

const run = promisify(execFile);
const json = 'application/json';
const schemas: Readonly<Record<string, ZodType>> = answerSchemas;

let upstream: FakeUpstream;
let server: ServeProcess;
beforeAll(async () => {
  upstream = await startFakeUpstream();
  server = await startServe({
    API_KEY: 'sk-operator',
    API_BASE_URL: upstream.origin,
    ADMIN_KEY: 'admin-key',
    SECRET: 'door',
    RATE_LIMIT: '100',
  });
});
afterAll(async () => {
  await server.stop();
  await upstream.close();
});

const admin = { authorization: 'Bearer admin-key' };

interface Asked {
  path?: string;
  body?: object | FormData;
  headers?: Record<string, string>;
}

/** Asks one route, and holds what it answers to what the document says of it. */
async function ask(route: string, { path, body, headers = {} }: Asked = {}) {
  const [method = '', pattern = ''] = route.split(' ');
  const isForm = body instanceof FormData;
  const answer = await fetch(`${server.url}${path ?? pattern}`, {
    method,
    headers: { ...admin, ...(body && !isForm && { 'content-type': json }), ...headers },
    body: isForm ? body : body ? JSON.stringify(body) : null,
  });
  const text = await answer.text();
  const operation = operations.find((known) => known.route === route);
  const mediaType = answer.headers.get('content-type')?.split(';')[0] ?? '';
  const errors = operation?.door === 'secret' ? 'OlderError' : 'Error';
  const name = operation?.answers[answer.status]?.[mediaType] ?? errors;
  const schema = schemas[name];
  const values =
    mediaType === json ? [text] : [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data);
  for (const value of values.map((one): unknown => JSON.parse(one))) {
    // What the schema does not know is taken out by it, and missed here.
    expect({ route, value: schema?.parse(value) }).toEqual({ route, value });
  }
  return { status: answer.status, name, text, values: values.length };
}

function form(fields: Record<string, string | Blob>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  return made;
}

const picture = () => new Blob([solidPng(8, 8, 0x3366cc)], { type: 'image/png' });
const idOf = (text: string) => String((JSON.parse(text) as { id: string }).id);

describe('what we answer is what the document says', () => {
  it.each<[string, object]>([
    ['as base64', {}],
    ['as a URL', { response_format: 'url', n: 2 }],
    ['by a model that takes few words', { model: 'grok-imagine-image', quality: 'high' }],
  ])('of an image %s', async (_, more) => {
    const body = { prompt: 'a fox', model: 'gpt-image-2', ...more };
    const answer = await ask('POST /v1/images/generations', { body });
    expect(answer).toMatchObject({ status: 200, name: 'Images' });
  });

  it('of a stream with its previews, and of one that breaks', async () => {
    const body = { prompt: 'a fox', model: 'gpt-image-2', stream: true, partial_images: 2 };
    const whole = await ask('POST /v1/images/generations', { body });
    expect(whole).toMatchObject({ status: 200, name: 'ImageEvent', values: 3 });
    upstream.mode({ mode: 'sse', stream: { partials: 1, cut: true } });
    const broken = await ask('POST /v1/images/generations', { body });
    upstream.mode('paint');
    expect(broken.name).toBe('ImageEvent');
    expect(broken.text).toContain('event: error');
  });

  it('of edits, files and what uses them', async () => {
    const file = await ask('POST /v1/files', {
      body: form({ file: picture(), purpose: 'vision' }),
    });
    expect(file).toMatchObject({ status: 200, name: 'File' });
    const id = idOf(file.text);
    const path = `/v1/files/${id}`;
    expect((await ask('GET /v1/files/:id', { path })).name).toBe('File');
    const images = [{ file_id: id }];
    const edit = { prompt: 'a hat', model: 'gpt-image-2' };
    expect(await ask('POST /v1/images/edits', { body: { ...edit, images } })).toMatchObject({
      status: 200,
      name: 'Images',
    });
    const asForm = form({ ...edit, image: picture(), mask: picture(), stream: 'true' });
    expect((await ask('POST /v1/images/edits', { body: asForm })).name).toBe('ImageEvent');
    expect((await ask('DELETE /v1/files/:id', { path })).name).toBe('FileRemoval');
  });

  it('of the history, from the first state to the last', async () => {
    const body = { prompt: 'a fox', model: 'gpt-image-2', async: true };
    const begun = await ask('POST /v1/images/generations', { body });
    expect(begun).toMatchObject({ status: 202, name: 'Generation' });
    const path = `/v1/generations/${idOf(begun.text)}`;
    const events = await ask('GET /v1/generations/:id/events', { path: `${path}/events` });
    expect(events).toMatchObject({ status: 200, name: 'GenerationEvent' });
    expect(events.text).toContain('generation.ended');
    expect((await ask('GET /v1/generations/:id', { path })).name).toBe('Generation');
    expect((await ask('GET /v1/generations', { path: '/v1/generations?limit=5' })).name).toBe(
      'GenerationList',
    );
    expect((await ask('DELETE /v1/generations/:id', { path })).name).toBe('GenerationRemoval');
  });

  it('of models, keys and signs of life', async () => {
    expect((await ask('GET /v1/models')).name).toBe('ModelList');
    const path = '/v1/models/relay/gpt-image-2';
    expect((await ask('GET /v1/models/:id', { path })).name).toBe('Model');
    const body = { name: 'ann', models: ['relay/*'], usd_per_day: 1, expires: '30d' };
    const made = await ask('POST /v1/keys', { body });
    expect(made).toMatchObject({ status: 201, name: 'NewKey' });
    const key = `/v1/keys/${idOf(made.text)}`;
    expect((await ask('GET /v1/keys/:id', { path: key })).name).toBe('KeyWithSpend');
    expect((await ask('GET /v1/keys')).name).toBe('KeyList');
    expect((await ask('DELETE /v1/keys/:id', { path: key })).name).toBe('Key');
    expect((await ask('GET /ping')).name).toBe('Ping');
    expect((await ask('GET /healthz')).name).toBe('Health');
    expect((await ask('GET /readyz')).name).toBe('Readiness');
  });

  it('of the older routes', async () => {
    const wish = { prompt: 'a fox', model: 'grok-imagine-image' };
    const path = '/door/generate_image';
    const made = await ask('POST /:secret/generate_image', {
      path,
      body: { ...wish, apiKey: 'sk' },
    });
    expect(made).toMatchObject({ status: 200, name: 'OlderImages' });
    const likeOpenAi = '/door/v1/images/generations';
    const shown = await ask('POST /:secret/v1/images/generations', {
      path: likeOpenAi,
      body: wish,
    });
    expect(shown).toMatchObject({ status: 200, name: 'OlderOpenAiImages' });
    const wrong = await ask('POST /:secret/generate_image', { path, body: wish });
    expect(wrong).toMatchObject({ status: 400, name: 'OlderError' });
  });

  it.each<[number, string, Asked]>([
    [400, 'POST /v1/images/generations', { body: {} }],
    [400, 'POST /v1/images/variations', { body: {} }],
    [401, 'GET /v1/models', { headers: { authorization: 'Bearer wrong' } }],
    [403, 'GET /v1/models', { headers: { origin: 'https://evil.test' } }],
    [404, 'GET /v1/generations/:id', { path: '/v1/generations/gen_none' }],
    [404, 'GET /i/:name', { path: `/i/${'a'.repeat(26)}.png` }],
    [415, 'POST /v1/files', { body: {} }],
  ])('of an error, %i', async (status, route, asked) => {
    expect(await ask(route, asked)).toMatchObject({ status, name: 'Error' });
    const operation = operations.find((known) => known.route === route);
    const ofDoor = operation?.door === 'open' ? [] : [401, 403, 500, 503];
    expect([...ofDoor, ...(operation?.errors ?? [])]).toContain(status);
  });
});

describe('the document', () => {
  const names = async (headers: Record<string, string>) => {
    const answer = await request(`${server.url}/openapi.json`, { headers });
    return { status: answer.statusCode, text: await answer.body.text() };
  };

  it('is open to anybody, and names models to who may use them', async () => {
    const anybody = await names({});
    expect(anybody.status).toBe(200);
    expect(anybody.text).not.toContain('relay');
    expect(anybody.text).toContain(`"servers":[{"url":"${server.url}"}]`);
    expect((await names(admin)).text).toContain('"relay/gpt-image-2"');
    expect((await names({ authorization: 'Bearer wrong' })).text).toBe(anybody.text);
  });
});

describe('/docs', () => {
  const open = async (language: string) => {
    const answer = await fetch(`${server.url}/docs`, { headers: { 'accept-language': language } });
    return { headers: answer.headers, html: await answer.text() };
  };
  const codes = (html: string) =>
    [...html.matchAll(/<pre><code>([\s\S]*?)<\/code><\/pre>/g)].map(([, code = '']) =>
      code.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    );

  it('speaks the language of who asks', async () => {
    expect((await open('zh-CN,zh;q=0.9,en;q=0.8')).html).toMatch(/lang="zh-CN"[\s\S]*第一张图片/);
    expect((await open('en-GB,en')).html).toMatch(/lang="en"[\s\S]*The first picture/);
  });

  it('has nothing from elsewhere, no script, and a policy that allows neither', async () => {
    const { headers, html } = await open('en');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    );
    expect(html).not.toMatch(/<script|<link|<img|\son\w+=|style=/);
    const addresses = [...html.matchAll(/https?:\/\/[^\s"'<)]+/g)].map(([address]) => address);
    const elsewhere = addresses.filter((address) => !address.startsWith(server.url));
    expect(elsewhere.filter((address) => !/example/.test(address))).toEqual([]);
    expect(html.match(/<style>/g)).toHaveLength(1);
  });

  it('has examples that paint a picture when they are run', async () => {
    const [curl = '', python = '', typescript = '', mcp = ''] = codes((await open('en')).html);
    const keyed = (code: string) => code.replaceAll('YOUR_KEY', 'admin-key');
    const shell = await run('sh', ['-c', keyed(curl).replace('curl ', 'curl -sS ')]);
    expect(shell.stdout).toContain(`"url":"${server.url}/i/`);
    const node = await run(process.execPath, ['--input-type=module', '-e', keyed(typescript)], {
      cwd: root,
    });
    expect(node.stdout).toMatch(new RegExp(`^${server.url}/i/\\w+\\.png\\n$`));
    await run('/usr/bin/python3', ['-c', `import ast, sys; ast.parse(sys.argv[1])`, python]);
    expect(JSON.parse(mcp)).toMatchObject({ url: `${server.url}/mcp` });
  });
});
