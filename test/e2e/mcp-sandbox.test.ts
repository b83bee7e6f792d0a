import type { Client } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeLsky, startFakeLsky } from '../fakes/lsky.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { solidPng } from '../fakes/png.ts';
import { createSandbox, type Sandbox } from './maliang-process.ts';
import { call, createClient, sha256 } from './mcp-client.ts';
import { type StdioProcess, startStdio } from './stdio-process.ts';

/** Every disk is read-only, /tmp and /dev with them; the network stays as it is. */
const readOnly = [
  '--ro-bind',
  '/',
  '/',
  '--dev',
  '/dev',
  '--remount-ro',
  '/dev',
  '--proc',
  '/proc',
];
const program = ['bwrap', ...readOnly, '--', process.execPath];

describe('on a read-only disk and without a HOME, as cloud runners start it', () => {
  let upstream: FakeUpstream;
  let host: FakeLsky;
  let sandbox: Sandbox;
  let server: StdioProcess;
  let client: Client;

  beforeEach(async () => {
    [upstream, host] = await Promise.all([startFakeUpstream(), startFakeLsky()]);
    sandbox = await createSandbox();
  });
  afterEach(async () => {
    await server.end();
    await sandbox.remove();
    await Promise.all([upstream.close(), host.close()]);
  });

  async function start(more: Record<string, string>): Promise<void> {
    const relay = { API_KEY: 'sk-operator', API_BASE_URL: upstream.origin };
    const env = { PATH: process.env.PATH ?? '', PORT: '39219', ...relay, ...more };
    server = startStdio({ ...sandbox, env }, { program });
    client = createClient('2025');
    await client.connect(server.transport);
  }
  const hosting = () => ({ IMAGE_HOSTING_URL: host.uploadUrl, IMAGE_HOSTING_TOKEN: host.token });

  it('paints, uploads within the call, and tells that it keeps nothing itself', async () => {
    await start(hosting());
    const { texts, isError } = await call(client, 'generate_image', { prompt: 'a fox' });
    expect(isError).toBe(false);
    expect(texts[0]).toBe(host.uploads[0]?.url);
    expect(host.uploads[0]?.sha256).toBe(upstream.painted[0]?.sha256);
    expect(texts.join(' ')).not.toContain(':39219');
    expect(texts.join(' ')).toContain('no writable data folder');
    expect(server.log().trim().split('\n')).toEqual([
      expect.stringContaining('folder_not_writable'),
    ]);
  });

  it('edits what it painted, for as long as it runs', async () => {
    await start(hosting());
    const { structured } = await call(client, 'generate_image', { prompt: 'a fox' });
    const [image] = (structured?.images ?? []) as { id: string }[];
    const edited = await call(client, 'edit_image', { prompt: 'at night', image: image?.id });
    expect(edited.isError).toBe(false);
    expect(upstream.paints().at(-1)?.files?.[0]?.sha256).toBe(upstream.painted[0]?.sha256);
  });

  it('uploads what it is handed', async () => {
    await start(hosting());
    const picture = solidPng(20, 10);
    const base64_data = picture.toString('base64');
    const { texts } = await call(client, 'upload_to_image_hosting', { base64_data });
    expect(texts[0]).toBe(host.uploads[0]?.url);
    expect(host.uploads[0]?.sha256).toBe(sha256(picture));
  });

  it('shows a picture that no host took itself, and says for how long', async () => {
    await start({});
    const { texts } = await call(client, 'generate_image', { prompt: 'a fox' });
    expect(texts[0]).toMatch(/^http:\/\/127\.0\.0\.1:39219\/i\//);
    const shown = await fetch(texts[0] ?? '');
    expect(sha256(Buffer.from(await shown.arrayBuffer()))).toBe(upstream.painted[0]?.sha256);
    expect(texts.join(' ')).toContain('when it stops');
  });

  it('refuses to save a file, with what to set, and goes on', async () => {
    await start(hosting());
    const base64_data = solidPng(4, 4).toString('base64');
    const refused = await call(client, 'save_image_base64', { base64_data });
    expect(refused).toMatchObject({ isError: true });
    expect(refused.texts[0]).toContain('SAVE_DIR');
    expect((await client.listTools()).tools[0]?.name).toBe('generate_image');
  });
});
