import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../../../test/fakes/loopback.ts';
import { type AppError, toAppError } from '../../core/errors.ts';
import { asObject, readJsonObject } from './body.ts';

/** A server that reads a JSON object, and what came of the last request. */
async function reader() {
  const seen: { object?: Record<string, unknown>; error?: AppError } = {};
  const server = await serve(async (incoming, outgoing) => {
    try {
      seen.object = await readJsonObject(incoming);
      outgoing.end('read');
    } catch (thrown) {
      seen.error = toAppError(thrown);
      outgoing.writeHead(seen.error.row.status).end(seen.error.code);
    }
  });
  const client = new Client(server.origin);
  onTestFinished(() => client.close());
  const post = async (body: string | Buffer, type: string | null = 'application/json') => {
    const headers = type === null ? {} : { 'content-type': type };
    const answer = await client.request({ method: 'POST', path: '/', headers, body });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  return { seen, post, port: server.port };
}

describe('readJsonObject', () => {
  it.each([
    ['application/json', '{"prompt":"狐狸"}'],
    ['application/json; charset=utf-8', '{"prompt":"狐狸"}'],
    ['Application/JSON;charset=utf-8', '\n{ "prompt" : "狐狸" } '],
    ['application/vnd.api+json', '{"prompt":"\\u72d0\\u72f8"}'],
    ['application/json', '\uFEFF{"prompt":"狐狸"}'],
  ])('reads %s', async (type, body) => {
    const { seen, post } = await reader();
    expect(await post(body, type)).toEqual({ status: 200, text: 'read' });
    expect(seen.object).toEqual({ prompt: '狐狸' });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain; application/json',
    'application/jsonp',
    'application/json-seq',
    '',
    null,
  ])('refuses the type %j, which a plain form of any page could send', async (type) => {
    const { post } = await reader();
    expect(await post('{"prompt":"fox"}', type)).toMatchObject({
      status: 415,
      text: 'unsupported_media_type',
    });
  });

  it.each([
    ['', 'invalid_json', 'it is empty'],
    ['  \n', 'invalid_json', 'it is empty'],
    ['{"prompt":', 'invalid_json', 'does not parse'],
    ['prompt=fox', 'invalid_json', 'does not parse'],
    ['[]', 'invalid_type', 'array'],
    ['null', 'invalid_type', 'null'],
    ['"fox"', 'invalid_type', 'string'],
    ['7', 'invalid_type', 'number'],
    ['['.repeat(500_000), 'invalid_json', 'does not parse'],
  ])('refuses %.20s as %s', async (body, code, said) => {
    const { seen, post } = await reader();
    expect(await post(body)).toMatchObject({ status: 400, text: code });
    expect(seen.error?.message).toContain(said);
    expect(seen.error?.text('zh')).not.toMatch(/it is empty|does not parse|JSON object/);
  });

  it('reads a megabyte, and answers whoever sends more when all of it came', async () => {
    const { seen, post } = await reader();
    const padding = (size: number) => `{"x":"${'x'.repeat(size - 8)}"}`;
    expect(await post(padding(1024 * 1024))).toMatchObject({ status: 200 });
    expect(await post(padding(1024 * 1024 + 1))).toMatchObject({ status: 413, text: 'too_large' });
    expect(await post(padding(30 * 1024 * 1024))).toMatchObject({ status: 413 });
    expect(seen.error?.message).toContain('1 MiB');
  });

  it('takes a body that breaks off for what it is', async () => {
    const { seen, port } = await reader();
    const socket = connect(port, '127.0.0.1');
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    socket.write(`${head}Content-Length: 100\r\n\r\n{"prompt"`);
    await sleep(20);
    socket.destroy();
    await expect.poll(() => seen.error?.code).toBe('invalid_json');
    expect(seen.error?.message).toContain('cut off');
  });

  it('keeps a name that every object has as a plain value', async () => {
    const { seen, post } = await reader();
    await post('{"__proto__":{"admin":true},"prompt":"fox"}');
    expect(seen.object?.admin).toBeUndefined();
    expect(Object.keys(seen.object ?? {})).toEqual(['__proto__', 'prompt']);
  });
});

describe('asObject', () => {
  it('lets an object pass and nothing else', () => {
    const value = { a: 1 };
    expect(asObject(value)).toBe(value);
    for (const other of [null, undefined, [], 'a', 1, true]) {
      expect(() => asObject(other)).toThrow('must be a JSON object');
    }
  });
});
