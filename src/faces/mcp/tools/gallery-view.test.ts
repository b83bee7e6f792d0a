import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectStdio,
  createMcpRig,
  type McpRig,
  textsOf,
} from '../../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../../test/fakes/openai-upstream.ts';

let upstream: FakeUpstream;
let rig: McpRig;

beforeEach(async () => {
  upstream = await startFakeUpstream();
  const environment = { API_KEY: 'k', API_BASE_URL: upstream.origin, DEFAULT_MODEL: 'gpt-image-2' };
  rig = await createMcpRig(environment);
});

afterEach(async () => {
  await rig.close();
  await upstream.close();
});

async function connect() {
  const { client } = await connectStdio(rig);
  const call = (name: string, args: Record<string, unknown>) =>
    client.callTool({ name, arguments: args });
  const paint = async (prompt: string) => {
    const { structuredContent } = await call('generate_image', { prompt });
    const told = structuredContent as { images: [{ id: string; path: string; size: number }] };
    return told.images[0];
  };
  return { call, paint, view: (args: Record<string, unknown>) => call('gallery_view', args) };
}

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof connect>>['call']>>;

/** The bytes of a part of a picture. */
function partOf({ content }: Answer): string {
  const [block] = content;
  return block?.type === 'resource' && 'blob' in block.resource ? block.resource.blob : '';
}

describe('a picture', () => {
  it('comes small in one block of at most 60 KB', async () => {
    const { paint, view } = await connect();
    const { id } = await paint('a fox');
    const answer = await view({ id });
    expect(answer.content).toMatchObject([{ type: 'image' }]);
    expect(answer.structuredContent).toEqual({ favourite: false });
    expect(JSON.stringify(answer).length).toBeLessThanOrEqual(60_000);
  });

  it('comes in parts whose base64, put together, is that of the file', async () => {
    upstream.mode({ mode: 'b64', bytes: 1_200_000 });
    const { paint, view } = await connect();
    const { id, path, size } = await paint('a large fox');
    let joined = '';
    const length = 525_000;
    for (let at = 0; at < size; at += length) {
      const answer = await view({ id, at, length });
      expect(JSON.stringify(answer).length).toBeLessThanOrEqual(701_000);
      joined += partOf(answer);
    }
    expect(joined).toBe((await readFile(path)).toString('base64'));
    expect((await view({ id, at: 0, length: 525_001 })).isError).toBe(true);
  });

  it('is made a favourite, and is one no more', async () => {
    const { call, paint, view } = await connect();
    const { id } = await paint('a fox');
    for (const favourite of [true, false]) {
      expect((await view({ id, favourite })).structuredContent).toEqual({ favourite });
      const { structuredContent } = await call('get_image', { id });
      const [image] = (structuredContent as { images: { favourite?: boolean }[] }).images;
      expect(image?.favourite ?? false).toBe(favourite);
    }
  });

  it('of somebody else is not there, nor is their job', async () => {
    const { call, paint, view } = await connect();
    const { id } = await paint('a fox');
    const { structuredContent } = await call('get_image', { id });
    const { job_id: job } = structuredContent as { job_id: string };
    const other = { ...rig, caller: { ...rig.caller, id: 'other' } };
    const { client } = await connectStdio(other);
    for (const args of [{ id }, { id, at: 0 }, { id, favourite: true }, { id: job }, { id: 'x' }]) {
      const answer = await client.callTool({ name: 'gallery_view', arguments: args });
      expect(answer.isError).toBe(true);
      expect(textsOf(answer)[0]).toMatch(/^Error: .*not_found/);
    }
    expect((await view({ id })).isError).toBeFalsy();
  });
});

describe('a job under way', () => {
  it('is found by its prompt, and tells each preview once', async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const before = async (index: number) => (index === 0 ? undefined : gate);
    upstream.mode({ mode: 'sse', stream: { before } });
    const { call, view } = await connect();
    const prompt = 'a slow fox';
    const painting = call('generate_image', { prompt, partial_images: 1 });
    const findJobs = async () =>
      ((await view({ prompt })).structuredContent as { jobs: string[] }).jobs;
    await expect.poll(findJobs).toHaveLength(1);
    const [id] = await findJobs();
    const look = async (after: number) => {
      const { structuredContent, content } = await view({ id, after });
      return { ...(structuredContent as object), blocks: content.length };
    };
    const fresh = { status: 'running', seen: 1, previews: [0], blocks: 1 };
    await expect.poll(() => look(0)).toEqual(fresh);
    expect(await look(1)).toEqual({ status: 'running', seen: 1, previews: [], blocks: 0 });
    expect(await view({ prompt: 'another' })).toMatchObject({ structuredContent: { jobs: [] } });
    go();
    await painting;
    expect(await look(1)).toMatchObject({ status: 'done' });
    expect(await findJobs()).toEqual([]);
  });

  it('has no previews that nobody would see', async () => {
    const { paint } = await connect();
    await paint('a fox');
    expect(upstream.paints()[0]?.json).not.toHaveProperty('partial_images');
  });
});
