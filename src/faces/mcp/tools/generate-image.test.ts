import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectStdio,
  createMcpRig,
  type McpRig,
  textsOf,
} from '../../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../../test/fakes/openai-upstream.ts';
import { warning } from '../../../core/warnings.ts';

let upstream: FakeUpstream;
const rigs: McpRig[] = [];

beforeEach(async () => {
  upstream = await startFakeUpstream();
});

afterEach(async () => {
  await Promise.all(rigs.splice(0).map((made) => made.close()));
  await upstream.close();
});

/** A server with the fake behind it, as users of the older server set theirs up. */
async function connect(...[environment, more]: Parameters<typeof createMcpRig>) {
  const relay = { API_KEY: 'k', API_BASE_URL: upstream.origin, DEFAULT_MODEL: 'gpt-image-2' };
  const rig = await createMcpRig({ ...relay, ...environment }, more);
  rigs.push(rig);
  const { client } = await connectStdio(rig);
  const generate = (params: Record<string, unknown>) =>
    client.callTool({ name: 'generate_image', arguments: { prompt: 'a fox', ...params } });
  return { rig, client, generate };
}

describe('the answer', () => {
  it('is the URL alone, then one short line, then the same as data', async () => {
    const { generate, rig } = await connect();
    const result = await generate({});
    const [asset] = (await rig.app.store.listGenerations('local', 1))[0]?.assets ?? [];
    const [url, line, ...more] = textsOf(result);
    expect(url).toBe(`http://127.0.0.1:3000/i/${asset?.name}`);
    expect(line).toContain(`![a fox](${url}) · ${asset?.id} · 1024×1024 · ${asset?.size} bytes`);
    expect(line).toContain(rig.app.assets.path(asset?.name ?? ''));
    expect(more).toEqual([]);
    expect(result.structuredContent).toMatchObject({
      status: 'done',
      job_id: expect.stringMatching(/^gen_/),
      images: [{ id: asset?.id, url, mime: 'image/png', sha256: upstream.painted[0]?.sha256 }],
      model: 'relay/gpt-image-2',
    });
  });

  it('says nothing of a cost that nobody knows, and never a zero', async () => {
    const { generate, rig } = await connect();
    const result = await generate({});
    const facts = result.structuredContent as Record<string, unknown>;
    expect(facts.cost_usd).toBeUndefined();
    expect(facts.cost_kind).toBeUndefined();
    expect(textsOf(result).join(' ')).not.toContain('$');
    expect((await rig.app.store.listGenerations('local', 1))[0]?.cost).toBeUndefined();
  });

  it('has a block for each of several images, in their order', async () => {
    const { generate } = await connect();
    const result = await generate({ n: 3 });
    const texts = textsOf(result);
    expect(texts).toHaveLength(4);
    const { images } = result.structuredContent as { images: { url: string; sha256: string }[] };
    expect(texts.slice(0, 3)).toEqual(images.map(({ url }) => url));
    expect(images.map(({ sha256 }) => sha256)).toEqual(
      upstream.painted.map(({ sha256 }) => sha256),
    );
  });

  it('stays within 1 KB, and its data within 600 bytes, however long the prompts are', async () => {
    const { generate } = await connect();
    const result = await generate({ prompt: '画一只红色的狐狸，在雪地里奔跑。'.repeat(60) });
    const { images } = result.structuredContent as { images: unknown[] };
    expect(Buffer.byteLength(JSON.stringify(images[0]))).toBeLessThanOrEqual(600);
    const whole = JSON.stringify([result.content, result.structuredContent]);
    expect(Buffer.byteLength(whole)).toBeLessThanOrEqual(1300);
    expect(Buffer.byteLength(textsOf(result).join(''))).toBeLessThanOrEqual(500);
  });

  it('keeps markup in the prompt out of the Markdown', async () => {
    const { generate } = await connect();
    const [, line] = textsOf(await generate({ prompt: 'a ](http://evil) [fox\n# now' }));
    expect(line).toMatch(/^!\[a \(http:\/\/evil\) fox # now\]\(http:\/\/127/);
  });

  it('carries what has to be known before the URL opens', async () => {
    const beforeAnswer = async () => [warning('asset_port_taken', { port: 3000, path: '/x.png' })];
    const { generate } = await connect({}, { beforeAnswer });
    expect(textsOf(await generate({}))[1]).toContain('Warning: Port 3000 belongs to another');
  });
});

describe('what is sent upstream', () => {
  it('is 1024x1024 and medium where the caller named nothing, as of old', async () => {
    const { generate } = await connect();
    await generate({});
    expect(upstream.paints()[0]?.json).toMatchObject({ size: '1024x1024', quality: 'medium' });
  });

  it('is what the caller named, with the other default beside it', async () => {
    const { generate } = await connect();
    await generate({ size: '1536x1024', quality: '' });
    await generate({ quality: 'high', size: null });
    expect(upstream.paints().map(({ json }) => [json?.size, json?.quality])).toEqual([
      ['1536x1024', 'medium'],
      ['1024x1024', 'high'],
    ]);
  });

  it('never holds a default that the model does not take, and nothing is said about it', async () => {
    const environment = { XAI_API_KEY: 'k', XAI_BASE_URL: upstream.origin, DEFAULT_MODEL: '' };
    const { generate } = await connect({ ...environment, API_KEY: '', API_BASE_URL: '' });
    const result = await generate({ model: 'grok-imagine-image' });
    expect(result.isError ?? false).toBe(false);
    expect(upstream.paints()[0]?.json).not.toHaveProperty('quality');
    expect(result.structuredContent).not.toHaveProperty('warnings');
  });

  it('holds what is not known here, and none of the ways REST is answered', async () => {
    const { generate } = await connect();
    await generate({ model: 'flux-7', guidance: 3, response_format: 'url', stream: true });
    const { json } = upstream.paints()[0] ?? {};
    expect(json).toMatchObject({ guidance: 3 });
    expect(json?.stream).toBeUndefined();
  });

  it('goes to the upstream a caller brings, with its own key', async () => {
    const other = await startFakeUpstream({ apiKey: 'mine' });
    const { generate } = await connect({ TRUSTED_ORIGINS: other.origin });
    await generate({ base_url: other.origin, api_key: 'mine' });
    expect([upstream.paints().length, other.paints().length]).toEqual([0, 1]);
    await other.close();
  });
});

describe('a failure', () => {
  it('is an error that tells the code, what to change and that nothing was spent', async () => {
    const { generate } = await connect();
    const result = await generate({ size: 'huge' });
    expect(result.isError).toBe(true);
    expect(textsOf(result)[0]).toMatch(
      /^Error: `size` must be .*"huge"\. \[invalid_value\] Nothing was spent\.$/,
    );
    expect(upstream.requests).toEqual([]);
  });

  it('is an error for a missing prompt too, and none of the protocol', async () => {
    const { client } = await connect();
    const result = await client.callTool({ name: 'generate_image' });
    expect(textsOf(result)[0]).toMatch(/^Error: `prompt` is missing/);
  });

  it('says where money may be gone', async () => {
    const { generate } = await connect();
    upstream.mode('truncated');
    const [text] = textsOf(await generate({}));
    expect(text).toMatch(/\[outcome_unknown\] It may have been charged\.$/);
  });

  it('speaks the caller’s language', async () => {
    const { client, rig } = await connect();
    rig.caller.locale = 'zh';
    const result = await client.callTool({ name: 'generate_image' });
    expect(textsOf(result)[0]).toMatch(/^Error: 缺少参数 `prompt`.* 没有产生费用。$/);
  });

  it('names what to set where a real model is asked for and none is set up', async () => {
    const { generate } = await connect({ API_KEY: '', API_BASE_URL: '', DEFAULT_MODEL: '' });
    const [text] = textsOf(await generate({ model: 'gpt-image-2' }));
    expect(text).toMatch(/^Error: .*OPENAI_API_KEY/);
  });
});

describe('save_locally', () => {
  const saved = (rig: McpRig) => readdir(join(rig.folder, 'saved')).catch(() => []);

  it('saves a copy under the older server’s name and tells its path', async () => {
    const { generate, rig } = await connect();
    const result = await generate({ save_locally: true });
    const files = await saved(rig);
    expect(files).toEqual([expect.stringMatching(/^generated_image_\d{10}\.png$/)]);
    const path = join(rig.folder, 'saved', files[0] ?? '');
    expect(textsOf(result)[1]).toContain(`saved as ${path}`);
    expect((await readFile(path)).length).toBe(upstream.painted[0]?.size);
  });

  it('is off unless it is asked for', async () => {
    const { generate, rig } = await connect();
    await generate({});
    expect(await saved(rig)).toEqual([]);
  });

  it('only warns where saving is switched off', async () => {
    const { generate } = await connect({ DISABLE_LOCAL_SAVE: 'true' });
    const result = await generate({ save_locally: true });
    expect(result.isError ?? false).toBe(false);
    expect(textsOf(result)[1]).toContain('Warning: The image was made, but not saved');
  });
});

describe('a call that takes longer than a host waits', () => {
  it('is answered with a job, whose outcome get_image tells', async () => {
    const { client, generate } = await connect({}, { answerWithinMs: 150 });
    upstream.mode({ mode: 'b64', latencyMs: 600 });
    const result = await generate({});
    const { status, job_id } = result.structuredContent as { status: string; job_id: string };
    expect(status).toBe('running');
    expect(textsOf(result)).toEqual([expect.stringContaining(`get_image with job_id ${job_id}`)]);
    let got = await client.callTool({ name: 'get_image', arguments: { job_id } });
    for (let tries = 0; tries < 20 && textsOf(got).length === 1; tries += 1) {
      got = await client.callTool({ name: 'get_image', arguments: { job_id } });
    }
    expect(textsOf(got)[0]).toMatch(/^http:\/\/127\.0\.0\.1:3000\/i\/[a-z2-7]{26}\.png$/);
    expect(upstream.charges).toBe(1);
  });

  it('tells a client that asked for progress how it gets on', async () => {
    const { client } = await connect({}, { progressEveryMs: 60 });
    upstream.mode({ mode: 'b64', latencyMs: 300 });
    const heard: { progress: number; message?: string }[] = [];
    await client.callTool(
      { name: 'generate_image', arguments: { prompt: 'a fox' } },
      { onprogress: (progress) => heard.push(progress) },
    );
    expect(heard.length).toBeGreaterThanOrEqual(3);
    expect(heard[0]?.message).toBe('relay/gpt-image-2 paints: 0 s so far');
    const counts = heard.map(({ progress }) => progress);
    expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
  });

  it('is aborted upstream when the caller takes it back', async () => {
    const { client, rig } = await connect();
    upstream.mode({ mode: 'b64', latencyMs: 10_000 });
    const abort = new AbortController();
    const call = client.callTool(
      { name: 'generate_image', arguments: { prompt: 'a fox' } },
      { signal: abort.signal },
    );
    call.catch(() => {});
    while (upstream.paints().length === 0) await sleep(10);
    abort.abort();
    await expect(call).rejects.toThrow();
    expect(await rig.app.queue.drain(2_000)).toBe(true);
    expect((await rig.app.store.listGenerations('local', 1))[0]?.state).toBe('cancelled');
  });
});
