import type { Client } from '@modelcontextprotocol/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeLsky, startFakeLsky } from '../fakes/lsky.ts';
import { forModels } from '../fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { solidPng } from '../fakes/png.ts';
import { createSandbox, type Sandbox, type ServeProcess, startServe } from './maliang-process.ts';
import { call, connectHttp, connectStdio, eras, sha256 } from './mcp-client.ts';

const tools = [
  'generate_image',
  'edit_image',
  'get_image',
  'upload_to_image_hosting',
  'save_image_base64',
];

describe.each(eras)('the official MCP client, %s era', (era) => {
  describe.each(['stdio', 'http'] as const)('over %s', (wire) => {
    let upstream: FakeUpstream;
    let host: FakeLsky;
    let sandbox: Sandbox;
    let server: ServeProcess | undefined;
    let client: Client;

    beforeAll(async () => {
      [upstream, host] = await Promise.all([startFakeUpstream(), startFakeLsky()]);
      const env = {
        API_KEY: 'sk-operator',
        API_BASE_URL: upstream.origin,
        IMAGE_HOSTING_URL: host.uploadUrl,
        IMAGE_HOSTING_TOKEN: host.token,
      };
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
      await Promise.all([upstream.close(), host.close()]);
    });
    afterEach(() => {
      upstream.mode('paint');
      host.fail(undefined);
    });

    it('lists the five tools, and that of the view, in 8 KB', async () => {
      const list = await client.listTools();
      expect(
        forModels(list.tools)
          .map(({ name }) => name)
          .sort(),
      ).toEqual([...tools].sort());
      expect(Buffer.byteLength(JSON.stringify(list))).toBeLessThanOrEqual(8 * 1024);
    });

    it('gets the URL alone first, and the facts in 1 KB', async () => {
      const result = await client.callTool({
        name: 'generate_image',
        arguments: { prompt: '雪中的红狐狸' },
      });
      const [first] = result.content as { text: string }[];
      expect(first?.text).toBe(host.uploads.at(-1)?.url);
      expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(1024);
      expect(host.uploads.at(-1)?.sha256).toBe(upstream.painted.at(-1)?.sha256);
    });

    it('edits what it generated before, by id', async () => {
      const { structured } = await call(client, 'generate_image', { prompt: 'a fox' });
      const [image] = (structured?.images ?? []) as { id: string }[];
      const painted = upstream.painted.at(-1)?.sha256;
      const { isError } = await call(client, 'edit_image', {
        prompt: 'at night',
        image: image?.id,
      });
      expect(isError).toBe(false);
      const asked = upstream.paints().at(-1);
      expect(asked?.path).toBe('/v1/images/edits');
      expect(asked?.files?.[0]?.sha256).toBe(painted);
    });

    it('uploads base64 to the host and gets the URL alone', async () => {
      const picture = solidPng(64, 48);
      const { texts } = await call(client, 'upload_to_image_hosting', {
        base64_data: picture.toString('base64'),
        filename: 'mine.png',
        permission: 0,
      });
      expect(texts[0]).toBe(host.uploads.at(-1)?.url);
      expect(host.uploads.at(-1)).toMatchObject({ permission: '0', sha256: sha256(picture) });
    });

    it('is told what went wrong and whether it cost anything', async () => {
      upstream.mode('moderation');
      const refused = await call(client, 'generate_image', { prompt: 'x' });
      expect(refused).toMatchObject({ isError: true, texts: [expect.stringMatching(/^Error: /)] });
      upstream.mode('reset');
      const unknown = await call(client, 'generate_image', { prompt: 'x' });
      expect(unknown.isError).toBe(true);
      expect(unknown.texts.join(' ')).toContain('may have been charged');
    });

    it('keeps an image here when its host fails, and says so', async () => {
      host.fail('500-json');
      const { texts, isError } = await call(client, 'generate_image', { prompt: 'a fox' });
      expect(isError).toBe(false);
      expect(texts[0]).toContain('/i/');
      expect(texts.join(' ')).toContain('lsky');
    });

    it.each([
      [{}, 'prompt'],
      [{ prompt: 42 }, 'prompt'],
      [{ prompt: 'x', n: 0 }, '`n`'],
      [{ prompt: 'x', n: 11 }, '`n`'],
      [{ prompt: 'x', n: 'two' }, '`n`'],
    ])('is refused %j with what to do', async (args, named) => {
      const before = upstream.paints().length;
      const { isError, texts } = await call(client, 'generate_image', args);
      expect(isError).toBe(true);
      expect(texts[0]).toContain(named);
      expect(upstream.paints().length).toBe(before);
    });

    it('survives 60 MB of base64', async () => {
      const { isError, texts } = await call(client, 'upload_to_image_hosting', {
        base64_data: 'A'.repeat(60_000_000),
      }).catch((error: Error) => ({ isError: true, texts: [error.message] }));
      expect(isError).toBe(true);
      expect(texts[0]?.length).toBeGreaterThan(20);
      expect(forModels((await client.listTools()).tools)).toHaveLength(5);
    });

    it('reads the status resource of the older server', async () => {
      const { contents } = await client.readResource({ uri: 'openai://api/status' });
      const [status] = contents as { text: string }[];
      expect(JSON.parse(status?.text ?? '')).toMatchObject({ status: 'online', http_status: 200 });
    });
  });
});
