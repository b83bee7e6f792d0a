import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import OpenAI from 'openai';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  bundle,
  createSandbox,
  runProgram,
  type ServeProcess,
  startProgram,
} from '../e2e/maliang-process.ts';
import { call, connectHttp, sha256 } from '../e2e/mcp-client.ts';
import { postJson } from '../e2e/post-json.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type BadDisk, diskTroubles, openBadDisk, withoutOverride } from './bad-disk.ts';

let upstream: FakeUpstream;
beforeEach(async () => {
  upstream = await startFakeUpstream();
});
afterEach(() => upstream.close());

const serveOn = async (disk: BadDisk): Promise<ServeProcess> =>
  startProgram([...disk.prefix, process.execPath, bundle, 'serve'], {
    API_KEY: 'sk-operator',
    API_BASE_URL: upstream.origin,
    DATA_DIR: disk.folder,
  });

async function fetchBytes(url: string): Promise<{ status: number; sha256: string }> {
  const { statusCode, body } = await request(url);
  return { status: statusCode, sha256: sha256(Buffer.from(await body.arrayBuffer())) };
}

async function readiness({ url }: ServeProcess) {
  const { statusCode, body } = await request(`${url}/readyz`);
  return { code: statusCode, ...((await body.json()) as { store: string; storage: string }) };
}

const generate = (server: ServeProcess, more: object = {}) =>
  postJson(`${server.url}/v1/images/generations`, {
    model: 'gpt-image-2',
    prompt: 'a fox',
    ...more,
  });

/** Work that is under way at the provider while something happens here. */
async function during<Result>(work: () => Promise<Result>, happens: () => void): Promise<Result> {
  const before = upstream.paints().length;
  const result = work();
  await expect.poll(() => upstream.paints().length, { interval: 5 }).toBe(before + 1);
  happens();
  return result;
}

describe.each(diskTroubles)('a disk that is suddenly %s', (trouble) => {
  let disk: BadDisk;
  let server: ServeProcess;
  beforeEach(async () => {
    disk = await openBadDisk(trouble);
    server = await serveOn(disk);
    upstream.mode({ mode: 'b64', bytes: 700_000, latencyMs: 300 });
    expect((await generate(server)).status).toBe(200);
  });
  afterEach(async () => {
    await server.stop();
    await disk.remove();
  });
  const shatter = () => disk.break(server.pid);
  const lastPainted = () => upstream.painted.at(-1)?.sha256;

  it('costs nobody a picture that was paid for, however it was asked for', async () => {
    const b64 = await during(() => generate(server), shatter);
    expect(b64.status).toBe(200);
    const [inline] = b64.json.data;
    expect(sha256(Buffer.from(inline?.b64_json ?? '', 'base64'))).toBe(lastPainted());
    expect(b64.json.maliang.warnings.map(({ code }) => code)).toContain('kept_in_memory');
    expect(upstream.charges).toBe(2);
    disk.mend(server.pid);
    await expect.poll(() => readiness(server), { timeout: 5_000 }).toMatchObject({ code: 200 });

    const url = await during(() => generate(server, { response_format: 'url' }), shatter);
    const [both] = url.json.data;
    expect(sha256(Buffer.from(both?.b64_json ?? '', 'base64'))).toBe(lastPainted());
    expect(await fetchBytes(both?.url ?? '')).toEqual({ status: 200, sha256: lastPainted() });
    disk.mend(server.pid);
    await expect.poll(() => readiness(server), { timeout: 5_000 }).toMatchObject({ code: 200 });

    const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 });
    upstream.mode({ mode: 'sse', bytes: 700_000, latencyMs: 300 });
    const asked = { prompt: 'a fox', stream: true, partial_images: 2 } as const;
    const final = await during(async () => {
      for await (const event of await client.images.generate({ model: 'gpt-image-2', ...asked })) {
        if (event.type === 'image_generation.completed') return event.b64_json;
      }
      return '';
    }, shatter);
    expect(sha256(Buffer.from(final, 'base64'))).toBe(lastPainted());
    expect(upstream.charges).toBe(4);
  }, 30_000);

  it('costs no picture over MCP, and shows it beside its URL', async () => {
    const client = await connectHttp(server.url, '2025');
    const { structured, texts, isError } = await during(
      () => call(client, 'generate_image', { prompt: 'a fox' }),
      shatter,
    );
    await client.close();
    expect(isError).toBe(false);
    expect(structured?.warnings).toContainEqual(expect.stringContaining('held in memory'));
    expect(await fetchBytes(texts[0] ?? '')).toEqual({ status: 200, sha256: lastPainted() });
    expect(upstream.charges).toBe(2);
  });

  it('is told before anything is spent, and to whoever watches', async () => {
    await during(() => generate(server), shatter);
    const { charges } = upstream;
    for (const language of ['en', 'zh']) {
      const { status, json } = await postJson(
        `${server.url}/v1/images/generations`,
        { prompt: 'a fox' },
        { 'accept-language': language },
      );
      expect([500, 507]).toContain(status);
      expect(['disk_full', 'folder_not_writable']).toContain(json.error.code);
      expect(json.error.message).toContain(disk.folder);
      expect(json.error.message).toMatch(language === 'zh' ? /空间|写入/ : /no room|cannot be/);
    }
    expect(upstream.charges).toBe(charges);
    expect(await readiness(server)).toMatchObject({ code: 503, storage: 'failed' });
  });

  it('is made good when it takes bytes again, also over a restart', async () => {
    const { json } = await during(() => generate(server, { response_format: 'url' }), shatter);
    const url = json.data[0]?.url ?? '';
    const name = url.slice(url.lastIndexOf('/') + 1);
    const assets = join(disk.folder, 'assets');
    expect(await readdir(assets)).not.toContain(name);
    disk.mend(server.pid);
    await expect.poll(() => readiness(server), { timeout: 5_000 }).toMatchObject({ code: 200 });
    expect((await generate(server)).status).toBe(200);
    await expect.poll(() => readdir(assets), { timeout: 15_000 }).toContain(name);
    const record = async () => {
      const { body } = await request(`${server.url}/v1/generations/${json.maliang.id}`);
      return ((await body.json()) as { state: string }).state;
    };
    await expect.poll(record, { timeout: 20_000 }).toBe('hosted');
    const whole = upstream.painted.map(({ sha256 }) => sha256).sort();
    const kept = await Promise.all(
      (await readdir(assets)).map(async (file) => sha256(await readFile(join(assets, file)))),
    );
    expect(kept.sort()).toEqual(whole);
    expect(await readdir(join(disk.folder, 'spool'))).toEqual([]);
    await server.stop();
    server = await serveOn(disk);
    expect(await fetchBytes(`${server.url}/i/${name}`)).toMatchObject({ status: 200 });
  }, 60_000);
});

describe('a disk that was bad before', () => {
  it.each([
    ['read-only', withoutOverride],
    ['full', ['prlimit', '--fsize=0:']],
  ])('is refused at the start where it is %s', async (how, prefix) => {
    const sandbox = await createSandbox();
    onTestFinished(() => sandbox.remove());
    if (how === 'read-only') await chmod(sandbox.folder, 0o500);
    const command = [...prefix, process.execPath, bundle, 'serve'];
    const { code, stdout, stderr } = await runProgram(command, sandbox);
    await chmod(sandbox.folder, 0o700);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('DATA_DIR');
    expect(stderr).not.toContain('    at ');
  });
});
