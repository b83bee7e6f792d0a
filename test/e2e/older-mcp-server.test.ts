import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeLsky, startFakeLsky } from '../fakes/lsky.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { solidPng } from '../fakes/png.ts';
import { createSandbox, type Sandbox } from './maliang-process.ts';
import { call, connectStdio, sha256 } from './mcp-client.ts';

/** The settings of the older server's `mcpServers` block, and a host that starts it with no words. */
describe('users of the older MCP server', () => {
  let upstream: FakeUpstream;
  let host: FakeLsky;
  let sandbox: Sandbox;
  let client: Client;

  async function start(env: Record<string, string>): Promise<Client> {
    sandbox = await createSandbox(env);
    client = await connectStdio(sandbox, '2025', []);
    return client;
  }
  const olderBlock = () => ({
    API_KEY: 'sk-relay',
    API_BASE_URL: upstream.origin,
    IMAGE_HOSTING_TOKEN: host.token,
    IMAGE_HOSTING_URL: host.uploadUrl,
    DISABLE_LOCAL_SAVE: 'true',
  });
  const asked = () => upstream.paints().at(-1);
  const hosted = () => host.uploads.at(-1);

  beforeEach(async () => {
    [upstream, host] = await Promise.all([startFakeUpstream(), startFakeLsky()]);
  });
  afterEach(async () => {
    await client.close();
    await sandbox.remove();
    await Promise.all([upstream.close(), host.close()]);
  });

  it('get the URL as text, and the upstream sees the older defaults', async () => {
    await start(olderBlock());
    const { texts, isError } = await call(client, 'generate_image', { prompt: '一只红狐狸' });
    expect(isError).toBe(false);
    expect(texts[0]).toBe(hosted()?.url);
    expect(asked()?.headers.authorization).toBe('Bearer sk-relay');
    expect(asked()?.json).toMatchObject({
      prompt: '一只红狐狸',
      model: 'gpt-image-1',
      size: '1024x1024',
      quality: 'medium',
    });
    expect(hosted()).toMatchObject({ authorization: `Bearer ${host.token}`, permission: '1' });
  });

  it('may override size, quality and model for one call', async () => {
    await start(olderBlock());
    await call(client, 'generate_image', {
      prompt: 'a fox',
      size: '1536x1024',
      quality: 'high',
      model: 'gpt-image-2',
    });
    expect(asked()?.json).toMatchObject({
      size: '1536x1024',
      quality: 'high',
      model: 'gpt-image-2',
    });
  });

  it('may bring each of the four overrides alone, at the operator’s addresses', async () => {
    await start(olderBlock());
    const generate = (more: object) => call(client, 'generate_image', { prompt: 'x', ...more });
    expect((await generate({ api_key: 'sk-mine' })).isError).toBe(false);
    expect(asked()?.headers.authorization).toBe('Bearer sk-mine');
    expect((await generate({ base_url: `${upstream.origin}/v1` })).isError).toBe(false);
    expect(asked()?.headers.authorization).toBe('Bearer sk-relay');
    expect((await generate({ image_hosting_url: host.origin })).isError).toBe(false);
    expect(hosted()?.authorization).toBe(`Bearer ${host.token}`);
    const token = await generate({ image_hosting_token: '2|not-the-hosts' });
    expect(token.texts[0]).toContain('/i/');
    expect(host.requests.at(-1)?.headers.authorization).toBe('Bearer 2|not-the-hosts');
    expect((await generate({ api_key: '', base_url: null })).isError).toBe(false);
    expect(asked()?.headers.authorization).toBe('Bearer sk-relay');
  });

  it('may bring all four together, to addresses of their own', async () => {
    const [own, ownHost] = await Promise.all([startFakeUpstream(), startFakeLsky()]);
    await start({ ...olderBlock(), TRUSTED_ORIGINS: `${own.origin},${ownHost.origin}` });
    const { texts } = await call(client, 'generate_image', {
      prompt: 'x',
      api_key: 'sk-mine',
      base_url: own.origin,
      image_hosting_token: ownHost.token,
      image_hosting_url: ownHost.uploadUrl,
    });
    expect(texts[0]).toBe(ownHost.uploads[0]?.url);
    expect(own.paints()[0]?.headers.authorization).toBe('Bearer sk-mine');
    expect(upstream.requests).toEqual([]);
    expect(host.requests).toEqual([]);
    await Promise.all([own.close(), ownHost.close()]);
  });

  it('upload with a permission, which stays 1 where it is left out', async () => {
    await start(olderBlock());
    const base64_data = solidPng(8, 8).toString('base64');
    for (const [permission, seen] of [
      [undefined, '1'],
      [1, '1'],
      [0, '0'],
    ] as const) {
      const { texts } = await call(client, 'upload_to_image_hosting', { base64_data, permission });
      expect(texts[0]).toBe(hosted()?.url);
      expect(hosted()?.permission).toBe(seen);
    }
  });

  it('are refused a save where DISABLE_LOCAL_SAVE says so, and told of it when they generate', async () => {
    await start(olderBlock());
    const base64_data = solidPng(8, 8).toString('base64');
    const saved = await call(client, 'save_image_base64', { base64_data });
    expect(saved.isError).toBe(true);
    expect(saved.texts[0]).toContain('DISABLE_LOCAL_SAVE');
    const { isError, texts } = await call(client, 'generate_image', {
      prompt: 'x',
      save_locally: true,
    });
    expect(isError).toBe(false);
    expect(texts.join(' ')).toContain('DISABLE_LOCAL_SAVE');
  });

  it('save under the name they give, and under the older default', async () => {
    await start({ ...olderBlock(), DISABLE_LOCAL_SAVE: 'false' });
    const picture = solidPng(8, 8);
    const base64_data = picture.toString('base64');
    await call(client, 'save_image_base64', { base64_data });
    const named = await call(client, 'save_image_base64', { base64_data, filename: '狐狸.png' });
    expect(named.texts[0]).toContain('狐狸.png');
    const files = await readdir(sandbox.folder);
    expect(files).toEqual(expect.arrayContaining(['generated_image.png', '狐狸.png']));
    expect(sha256(await readFile(join(sandbox.folder, '狐狸.png')))).toBe(sha256(picture));
    await call(client, 'generate_image', { prompt: 'x', save_locally: true });
    const after = await readdir(sandbox.folder);
    expect(after.some((name) => /^generated_image_\d{10}\.png$/.test(name))).toBe(true);
  });

  it('write nothing outside the folder, whatever the name says', async () => {
    const folder = await createSandbox();
    await mkdir(join(folder.folder, 'save'));
    await start({
      ...olderBlock(),
      DISABLE_LOCAL_SAVE: 'false',
      SAVE_DIR: join(folder.folder, 'save'),
    });
    const base64_data = solidPng(8, 8).toString('base64');
    const names = [
      '../../x',
      '../x.png',
      '/tmp/x.png',
      'a\0.png',
      'a/b.png',
      '..',
      '.',
      'C:\\x.png',
    ];
    for (const filename of names) {
      const { isError, texts } = await call(client, 'save_image_base64', { base64_data, filename });
      expect(isError, filename).toBe(true);
      expect(texts[0]).toMatch(/file ?name/);
    }
    expect(await readdir(join(folder.folder, 'save'))).toEqual([]);
    expect(await readdir(folder.folder)).toEqual(['save']);
    await folder.remove();
  });

  it('refuse what is no picture, with what to send', async () => {
    await start({ ...olderBlock(), DISABLE_LOCAL_SAVE: 'false' });
    for (const base64_data of ['', 'not base64 at all!', Buffer.from('hello').toString('base64')]) {
      for (const tool of ['save_image_base64', 'upload_to_image_hosting']) {
        const { isError, texts } = await call(client, tool, { base64_data });
        expect(isError).toBe(true);
        expect(texts[0]).toContain('base64_data');
      }
    }
    expect(host.uploads).toEqual([]);
  });

  it.each([
    [{ API_KEY: 'sk-x' }, 'API_BASE_URL', 'api.ssopen.top'],
    [{ API_BASE_URL: 'https://relay.example' }, 'API_KEY', 'API_KEY'],
  ])('are told at the first call what is missing of %j', async (env, missing, older) => {
    await start(env);
    const { isError, texts } = await call(client, 'generate_image', { prompt: 'x' });
    expect(isError).toBe(true);
    expect(texts[0]).toContain(`Set ${missing}`);
    expect(texts[0]).toContain(older);
  });

  it.each([
    ['IMAGE_HOSTING_URL', 'IMAGE_HOSTING_TOKEN'],
    ['IMAGE_HOSTING_TOKEN', 'IMAGE_HOSTING_URL'],
  ])('are told that %s alone is half a host, before anything is paid', async (missing) => {
    const { [missing as 'IMAGE_HOSTING_URL']: _, ...half } = olderBlock();
    await start(half);
    const { isError, texts } = await call(client, 'generate_image', { prompt: 'x' });
    expect(isError).toBe(true);
    expect(texts[0]).toContain(`Set ${missing}`);
    expect(upstream.requests).toEqual([]);
  });

  it('paint a labelled demo without any key, shown by the process itself', async () => {
    await start({ PORT: '39218' });
    const { texts } = await call(client, 'generate_image', { prompt: '雪山' });
    expect(texts[0]).toMatch(/^http:\/\/127\.0\.0\.1:39218\/i\/[a-z2-7]{26}\.png$/);
    expect((await fetch(texts[0] ?? '')).headers.get('content-type')).toBe('image/png');
    const real = await call(client, 'generate_image', { prompt: 'x', model: 'gpt-image-2' });
    expect(real.isError).toBe(true);
    expect(real.texts[0]).toContain('OPENAI_API_KEY');
  });
});
