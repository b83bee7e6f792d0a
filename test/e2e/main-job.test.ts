import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sniffImage } from '../../src/kit/media-type.ts';
import {
  createSandbox,
  runMaliang,
  type Sandbox,
  type ServeProcess,
  startServe,
} from './maliang-process.ts';
import { postJson, type WireAnswer } from './post-json.ts';

describe('the main job without any key', () => {
  let server: ServeProcess;
  beforeAll(async () => {
    server = await startServe();
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(0);
  });

  const generate = (body: object) => postJson(`${server.url}/v1/images/generations`, body);

  it('turns a prompt into a URL that opens as a PNG of the asked size', async () => {
    const { status, headers, json } = await generate({
      prompt: 'a red fox in the snow',
      size: '640x384',
      response_format: 'url',
    });
    const { data, maliang } = json;
    expect(status).toBe(200);
    expect(data).toHaveLength(1);
    expect(maliang.warnings.map(({ code }) => code)).toContain('demo_painter');
    expect(headers.get('x-maliang-generation-id')).toBe(maliang.id);
    const picture = await fetch(data[0]?.url ?? '');
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(picture.headers.get('x-content-type-options')).toBe('nosniff');
    expect(picture.headers.get('content-security-policy')).toContain('sandbox');
    expect(picture.headers.get('cache-control')).toContain('immutable');
    const head = sniffImage(Buffer.from(await picture.arrayBuffer()));
    expect(head).toMatchObject({ mediaType: 'image/png', width: 640, height: 384 });
  });

  it('answers the very bytes it kept as base64, as OpenAI’s current models do', async () => {
    const { headers, json } = await generate({ prompt: '月夜竹林', size: '256x256', n: 2 });
    const { data, size, output_format: format } = json;
    expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(JSON.stringify(json)));
    expect({ size, format, n: data.length }).toEqual({ size: '256x256', format: 'png', n: 2 });
    expect(data[0]?.b64_json).not.toBe(data[1]?.b64_json);
    for (const { b64_json: base64 } of data) {
      const head = sniffImage(Buffer.from(base64, 'base64'));
      expect(head).toMatchObject({ width: 256, height: 256 });
    }
  });

  it('lists its models and what they can do', async () => {
    const list = await fetch(`${server.url}/v1/models`);
    const { data } = (await list.json()) as WireAnswer;
    expect(data[0]).toMatchObject({ id: 'demo/demo', object: 'model', maliang: { edit: true } });
    const one = await (await fetch(`${server.url}/v1/models/demo`)).json();
    expect(one).toEqual(data[0]);
  });

  it('says it is alive to old and new probes', async () => {
    expect(await (await fetch(`${server.url}/ping`)).json()).toEqual({ type: 'ping' });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it('refuses a page that rebinds a name to it, and a page of another origin', async () => {
    const from = (headers: Record<string, string>) =>
      request(`${server.url}/v1/images/generations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ prompt: 'x' }),
      });
    const forged: Record<string, string>[] = [
      { host: 'evil.example' },
      { origin: 'https://evil.example' },
    ];
    for (const headers of forged) {
      const { statusCode, body } = await from(headers);
      expect(statusCode).toBe(403);
      expect(await body.json()).toMatchObject({ error: { code: 'forbidden_host' } });
    }
  });
});

describe('the command line', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createSandbox({ PORT: '39217' });
  });
  afterAll(() => sandbox.remove());

  it('paints one and prints nothing but its URL on stdout', async () => {
    const { code, stdout, stderr } = await runMaliang(
      ['generate', 'a red fox in the snow', '-s', '320x256'],
      sandbox,
    );
    expect(stderr).toContain('320×256');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:39217\/i\/[a-z2-7]{26}\.png\n$/);
    const name = stdout.trim().split('/').pop() ?? '';
    const file = await readFile(join(sandbox.folder, 'data', 'assets', name));
    expect(sniffImage(file)).toMatchObject({ width: 320, height: 256 });
  });

  it('reads the prompt from stdin and writes the picture to stdout or a file', async () => {
    const out = join(sandbox.folder, 'fox.png');
    const words = ['generate', '-', '-s', '256x256', '--seed', '7', '-o', out];
    expect((await runMaliang(words, sandbox, '雪中的红狐狸')).code).toBe(0);
    expect(sniffImage(await readFile(out))).toMatchObject({ width: 256, height: 256 });
  });

  it('edits a picture', async () => {
    const first = join(sandbox.folder, 'first.png');
    await runMaliang(['generate', 'a lake', '-s', '256x256', '-o', first], sandbox);
    const { code, stdout } = await runMaliang(['edit', first, 'at night', '--json'], sandbox);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'hosted', assets: [{ width: 256 }] });
  });

  it('tells wrong words with exit code 2 and what is right', async () => {
    for (const words of [['paint'], ['generate', '--sise', '1x1'], ['generate']]) {
      const { code, stdout, stderr } = await runMaliang(words, sandbox);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr.length).toBeGreaterThan(20);
    }
  });

  it('speaks Chinese where the machine does', async () => {
    const chinese = { ...sandbox, env: { ...sandbox.env, LANG: 'zh_CN.UTF-8' } };
    const { stderr } = await runMaliang(['generate', 'x', '-n', '11'], chinese);
    expect(stderr).toContain('参数 `n` 应为');
  });

  it('names a wrong setting and refuses to start', async () => {
    const wrong = { ...sandbox, env: { ...sandbox.env, PORT: 'abc' } };
    const { code, stderr } = await runMaliang(['serve'], wrong);
    expect(code).toBe(3);
    expect(stderr).toContain('PORT must be a whole number from 0 to 65535, but it is "abc".');
  });

  it('refuses a busy port', async () => {
    const server = await startServe();
    const port = new URL(server.url).port;
    const busy = await runMaliang(['serve', '--port', port], sandbox);
    expect(busy.code).toBe(3);
    expect(busy.stderr).toContain(`Port ${port} is taken`);
    await server.stop();
  });
});
