import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeLsky, startFakeLsky } from '../fakes/lsky.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { solidPng } from '../fakes/png.ts';
import { inspect } from '../inspector/inspector.ts';
import {
  bundle,
  createSandbox,
  type Sandbox,
  type ServeProcess,
  startServe,
} from './maliang-process.ts';

const testMs = 60_000;
const base64 = solidPng(24, 16).toString('base64');

describe.each(['stdio', 'http'] as const)('the official Inspector, over %s', (wire) => {
  let upstream: FakeUpstream;
  let host: FakeLsky;
  let sandbox: Sandbox;
  let server: ServeProcess | undefined;
  let target: string[];
  let tools: string[];
  beforeAll(async () => {
    [upstream, host] = await Promise.all([startFakeUpstream(), startFakeLsky()]);
    const env = {
      TOOLS: 'all',
      API_KEY: 'sk-operator',
      API_BASE_URL: upstream.origin,
      IMAGE_HOSTING_URL: host.uploadUrl,
      IMAGE_HOSTING_TOKEN: host.token,
    };
    sandbox = await createSandbox({ ...env, PORT: '39222' });
    if (wire === 'http') {
      server = await startServe({ ...env, ADMIN_KEY: 'admin' });
      const header = ['--header', 'Authorization: Bearer admin'];
      target = [`${server.url}/mcp`, '--transport', 'http', ...header];
    } else {
      const pairs = Object.entries(sandbox.env).flatMap(([name, value]) => [
        '-e',
        `${name}=${value}`,
      ]);
      target = [...pairs, process.execPath, bundle, 'mcp'];
    }
  });
  afterAll(async () => {
    await server?.stop();
    await sandbox.remove();
    await Promise.all([upstream.close(), host.close()]);
  });

  const ask = (method: string, ...more: string[]) =>
    inspect([...target, '--method', method, ...more], sandbox.folder);
  const callTool = (name: string, args: object) => {
    const pairs = Object.entries(args).flatMap(([key, value]) => ['--tool-arg', `${key}=${value}`]);
    return ask('tools/call', '--tool-name', name, ...pairs);
  };
  const names = (list: unknown) => (list as { name: string }[]).map(({ name }) => name);

  it(
    'finds no fault with the schemas, and lists resources and prompts',
    async () => {
      const [listed, resources, templates, prompts] = await Promise.all([
        ask('tools/list', '--strict'),
        ask('resources/list'),
        ask('resources/templates/list'),
        ask('prompts/list'),
      ]);
      tools = names(listed.tools);
      expect(tools.length).toBeGreaterThanOrEqual(8);
      expect(names(resources.resources)).toContain('api-status');
      expect(names(templates.resourceTemplates)).toContain('image');
      expect(names(prompts.prompts)).toContain('paint');
    },
    testMs,
  );

  it(
    'calls every tool',
    async () => {
      const made = await callTool('generate_image', { prompt: 'a fox', alt_text: 'a red fox' });
      const { job_id, images } = made.structuredContent as {
        job_id: string;
        images: { id: string }[];
      };
      const id = images[0]?.id;
      const calls: Record<string, object> = {
        edit_image: { prompt: 'at night', image: id },
        get_image: { job_id },
        upload_to_image_hosting: { base64_data: base64 },
        save_image_base64: { base64_data: base64, filename: 'mine.png' },
        search_images: { query: 'fox' },
        create_upload_link: {},
        list_models: {},
        gallery_view: { id },
      };
      const answers = [made];
      for (const name of tools) {
        if (name === 'generate_image') continue;
        expect([name, calls[name]]).toEqual([name, expect.anything()]);
        answers.push(await callTool(name, calls[name] ?? {}));
      }
      for (const [index, { isError, content }] of answers.entries()) {
        expect({ index, isError: isError ?? false, content }).toMatchObject({ isError: false });
      }
      expect(host.uploads).toHaveLength(3);
      expect(upstream.charges).toBe(2);
    },
    testMs,
  );

  it(
    'reads the resources',
    async () => {
      const [status, recent] = await Promise.all([
        ask('resources/read', '--uri', 'openai://api/status'),
        ask('resources/read', '--uri', 'gallery://recent'),
      ]);
      expect(JSON.stringify(status)).toContain('online');
      expect(JSON.stringify(recent)).toContain('a fox');
      const prompt = ['--prompt-name', 'paint', '--prompt-args', 'subject=a fox'];
      expect(JSON.stringify(await ask('prompts/get', ...prompt))).toContain('a fox');
    },
    testMs,
  );
});
