import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import {
  createSandbox,
  runMaliang,
  type Sandbox,
  type ServeProcess,
  startServe,
} from './maliang-process.ts';
import { call, connectHttp, connectStdio, eras } from './mcp-client.ts';

let upstream: FakeUpstream;

beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(() => upstream.close());

const environment = () => ({
  XAI_API_KEY: 'sk-operator',
  XAI_BASE_URL: upstream.origin,
  DEFAULT_MODEL: 'grok-imagine-image',
});
const sent = () => upstream.paints().at(-1)?.json as Record<string, unknown>;

describe.each(eras)('styles, to the official client of the %s era', (era) => {
  describe.each(['stdio', 'http'] as const)('over %s', (wire) => {
    let sandbox: Sandbox;
    let server: ServeProcess | undefined;
    let client: Client;

    beforeAll(async () => {
      const env = { ...environment(), TOOLS: 'all', CONFIRM_ABOVE_USD: '0.05' };
      sandbox = await createSandbox(env);
      server = wire === 'http' ? await startServe({ ...env, ADMIN_KEY: 'admin' }) : undefined;
      client = server
        ? await connectHttp(server.url, era, 'admin')
        : await connectStdio(sandbox, era);
    });
    afterAll(async () => {
      await client.close();
      await server?.stop();
      await sandbox.remove();
    });

    it('lists all tools in 16 KB, its prompts, and completes them', async () => {
      const list = await client.listTools();
      expect(Buffer.byteLength(JSON.stringify(list))).toBeLessThanOrEqual(16 * 1024);
      const { prompts } = await client.listPrompts();
      expect(prompts.map(({ name }) => name)).toContain('ink-wash');
      const { messages } = await client.getPrompt({
        name: 'ink-wash',
        arguments: { subject: '竹林' },
      });
      expect(JSON.stringify(messages)).toContain('ink-wash');
      const { completion } = await client.complete({
        ref: { type: 'ref/prompt', name: 'paint' },
        argument: { name: 'model', value: 'grok' },
      });
      expect(completion.values).toContain('xai/grok-imagine-image');
    });

    it('paints in a style, and finds the picture by its tags again', async () => {
      const { structured } = await call(client, 'generate_image', {
        prompt: '竹林',
        style: '水墨',
        alt_text: 'Bamboo in mist',
        tags: ['scroll'],
      });
      expect(structured?.style).toEqual({ name: 'ink-wash' });
      expect(sent().prompt).toMatch(/^竹林, as a Chinese ink-wash painting/);
      const found = await call(client, 'search_images', { query: 'scroll mist' });
      expect(found.structured?.images).toMatchObject([{ prompt: '竹林', tags: 'scroll' }]);
    });

    it('has several models paint side by side', async () => {
      const models = ['grok-imagine-image', 'xai/grok-imagine-image'];
      const { structured, texts } = await call(client, 'generate_image', { prompt: 'x', models });
      expect(structured?.models).toMatchObject(
        models.map((model) => ({ model, status: 'done', cost_usd: 0.04 })),
      );
      expect(texts.slice(0, 2).every((text) => text.startsWith('http'))).toBe(true);
    });

    it('is refused what costs too much until the price is agreed to', async () => {
      const before = upstream.charges;
      const dear = { prompt: 'x', n: 3 };
      const { isError, texts } = await call(client, 'generate_image', dear);
      expect(isError).toBe(true);
      expect(texts[0]).toMatch(/up to \$0\.06.*confirm_cost/);
      expect(upstream.charges).toBe(before);
      const again = await call(client, 'generate_image', { ...dear, confirm_cost: true });
      expect(again.isError).toBe(false);
      expect(upstream.charges).toBe(before + 3);
    });
  });
});

describe('styles over HTTP', () => {
  let server: ServeProcess;
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const ask = async (method: string, path: string, body?: unknown, key = 'admin') => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { ...bearer(key), 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  const namesOf = async (key?: string) => {
    const { json } = await ask('GET', '/v1/styles', undefined, key);
    return (json.data as { name: string }[]).map(({ name }) => name);
  };

  beforeAll(async () => {
    server = await startServe({ ...environment(), ADMIN_KEY: 'admin' });
  });
  afterAll(() => server.stop());

  const brand = { name: 'brand', prompt: '{prompt}, as a woodcut', palette: ['#aa0011'] };

  it('are made, shown, painted in and deleted', async () => {
    const made = await ask('POST', '/v1/styles', brand);
    expect(made).toMatchObject({ status: 201, json: { ...brand, object: 'style' } });
    expect((await ask('GET', '/v1/styles/brand')).json).toEqual(made.json);
    const wish = { prompt: 'a fox', style: 'brand', tags: 'a, b', response_format: 'url' };
    const painted = await ask('POST', '/v1/images/generations', wish);
    expect(painted.json.maliang).toMatchObject({ style: { name: 'brand' } });
    expect(sent().prompt).toContain('a fox, as a woodcut');
    const { json } = await ask('GET', '/v1/generations?q=b');
    expect(json.data).toMatchObject([
      {
        prompt: 'a fox',
        effective_prompt: 'a fox, as a woodcut\nColour palette: #aa0011.',
        style: { name: 'brand' },
        alt_text: null,
        tags: ['a', 'b'],
      },
    ]);
    expect((await ask('DELETE', '/v1/styles/brand')).json).toMatchObject({ deleted: true });
    expect((await ask('DELETE', '/v1/styles/brand')).status).toBe(404);
    expect((await ask('GET', '/v1/styles/brand')).status).toBe(404);
    const unknown = await ask('POST', '/v1/images/generations', { prompt: 'x', style: 'brand' });
    expect(unknown).toMatchObject({ status: 400, json: { error: { code: 'unknown_style' } } });
  });

  it('of a key are its own, and no field is taken that means nothing', async () => {
    const { json: key } = await ask('POST', '/v1/keys', { name: 'ann' });
    const secret = String(key.secret);
    await ask('POST', '/v1/styles', { ...brand, name: 'hers' }, secret);
    expect(await namesOf(secret)).toContain('hers');
    expect(await namesOf()).not.toContain('hers');
    const misspelt = await ask('POST', '/v1/styles', { ...brand, pallete: [] });
    expect(misspelt).toMatchObject({ status: 400, json: { error: { param: 'pallete' } } });
  });

  it('compare models, and tell what one of them failed with', async () => {
    upstream.mode(({ json }) => {
      return (json as { prompt: string }).prompt === 'refused' ? 'moderation' : 'paint';
    });
    const models = ['grok-imagine-image', 'nobody/such'];
    const { status, json } = await ask('POST', '/v1/images/comparisons', { prompt: 'x', models });
    expect(status).toBe(200);
    expect(json).toMatchObject({ object: 'comparison', data: [{ model: models[0] }, {}] });
    const later = await ask('POST', '/v1/images/comparisons', {
      prompt: 'x',
      models: [models[0]],
      async: true,
    });
    expect(later).toMatchObject({ status: 202, json: { data: [{ status: 'running' }] } });
    const refused = { prompt: 'refused', models: [models[0]] };
    expect((await ask('POST', '/v1/images/comparisons', refused)).json.data).toMatchObject([
      { status: 'failed', error: { code: 'moderation_blocked' } },
    ]);
    for (const wrong of [{ prompt: 'x' }, { prompt: 'x', models, model: 'm' }]) {
      expect((await ask('POST', '/v1/images/comparisons', wrong)).status).toBe(400);
    }
    upstream.mode('paint');
  });
});

describe('the command line', () => {
  it('makes styles, paints in them, and compares models', async () => {
    const sandbox = await createSandbox(environment());
    const file = join(sandbox.folder, 'brand.json');
    await writeFile(file, JSON.stringify({ name: 'brand', prompt: 'as a woodcut' }));
    expect(await runMaliang(['styles', 'create', file], sandbox)).toMatchObject({ code: 0 });
    const { stdout } = await runMaliang(['styles'], sandbox);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'brand  brand',
      expect.stringContaining('photo  Photo'),
    ]);
    await runMaliang(['generate', 'a fox', '--style', 'brand', '--tags', 'a,b'], sandbox);
    expect(sent().prompt).toBe('a fox. as a woodcut');
    const models = ['-m', 'grok-imagine-image', '-m', 'xai/grok-imagine-image'];
    const compared = await runMaliang(['compare', 'a fox', ...models], sandbox);
    expect(compared.stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^grok-imagine-image {2}[\d.]+ s {2}\$0\.04 {2}http/),
      expect.stringMatching(/^xai\/grok-imagine-image {2}[\d.]+ s {2}\$0\.04 {2}http/),
    ]);
    expect(await runMaliang(['styles', 'delete', 'brand'], sandbox)).toMatchObject({ code: 0 });
    expect((await runMaliang(['styles', 'show', 'brand'], sandbox)).code).toBe(2);
    await sandbox.remove();
  });
});
