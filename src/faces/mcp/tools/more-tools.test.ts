import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectStdio,
  createMcpRig,
  forModels,
  type McpRig,
  textsOf,
} from '../../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../../test/fakes/openai-upstream.ts';

let upstream: FakeUpstream;
let rig: McpRig;
let takesUploads = true;

beforeEach(async () => {
  upstream = await startFakeUpstream();
  const environment = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: upstream.origin };
  takesUploads = true;
  const more = { tools: 'all' as const, takesUploads: async () => takesUploads };
  rig = await createMcpRig({ ...environment, DEFAULT_MODEL: 'gpt-image-2' }, more);
});

afterEach(async () => {
  await rig.close();
  await upstream.close();
});

async function connect() {
  const { client } = await connectStdio(rig);
  const call = (name: string, params: Record<string, unknown> = {}) =>
    client.callTool({ name, arguments: params });
  return { client, call };
}

it('are listed after the five where all are wished, within 16 KB', async () => {
  const { client } = await connect();
  const { tools } = await client.listTools();
  expect(
    forModels(tools)
      .map(({ name }) => name)
      .slice(5),
  ).toEqual(['search_images', 'create_upload_link', 'list_models']);
  expect(Buffer.byteLength(JSON.stringify({ tools }))).toBeLessThanOrEqual(16_384);
});

describe('search_images', () => {
  const urlsOf = (result: { structuredContent?: unknown }) =>
    (result.structuredContent as { images: { url: string }[] }).images.map(({ url }) => url);

  it('finds what was painted by words of its prompt, the newest first, and pays nothing', async () => {
    const { call } = await connect();
    const fox = textsOf(await call('generate_image', { prompt: 'a red fox in snow' }))[0];
    const owl = textsOf(await call('generate_image', { prompt: 'an owl in snow' }))[0];
    expect(urlsOf(await call('search_images'))).toEqual([owl, fox]);
    expect(urlsOf(await call('search_images', { query: 'FOX  snow' }))).toEqual([fox]);
    expect(urlsOf(await call('search_images', { query: 'snow', limit: 1 }))).toEqual([owl]);
    expect(textsOf(await call('search_images', { query: 'fox' }))[0]).toMatch(
      /^!\[a red fox in snow\]\(http.*\) · img_\w+ · \d+×\d+ · openai\/gpt-image-2 · \d{4}-\d\d-\d\d$/,
    );
    expect(upstream.charges).toBe(2);
  });

  it('says so where nothing matches, and finds nothing of anybody else’s', async () => {
    const { call } = await connect();
    await call('generate_image', { prompt: 'a red fox' });
    expect(textsOf(await call('search_images', { query: 'owl' }))[0]).toMatch(/^No image of yours/);
    rig.caller.id = 'somebody-else';
    expect(urlsOf(await (await connect()).call('search_images'))).toEqual([]);
  });
});

describe('create_upload_link', () => {
  it('hands out an address that nobody guesses, alone in its block', async () => {
    const { call } = await connect();
    const result = await call('create_upload_link');
    const [url, how] = textsOf(result);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:3000\/upload\/[a-z2-7]{26}$/);
    expect(how).toContain(`curl -T image.png ${url}`);
    expect(result.structuredContent).toMatchObject({ url });
    expect(textsOf(await call('create_upload_link'))[0]).not.toBe(url);
  });

  it('says what to do instead where nothing listens', async () => {
    takesUploads = false;
    const { call } = await connect();
    const result = await call('create_upload_link');
    expect(result.isError).toBe(true);
    expect(textsOf(result)[0]).toMatch(
      /^Error: No upload link .*maliang serve.*uploads_unreachable/,
    );
  });
});

describe('list_models', () => {
  const idsOf = (result: { structuredContent?: unknown }) =>
    (result.structuredContent as { models: { id: string }[] }).models.map(({ id }) => id);

  it('lists what may be painted with, and no name its vendor switched off', async () => {
    const { call } = await connect();
    const ids = idsOf(await call('list_models'));
    expect(ids).toContain('openai/gpt-image-2');
    expect(ids).not.toContain('openai/dall-e-3');
    expect(idsOf(await call('list_models', { query: 'GPT-IMAGE-2' }))).toContain(
      'openai/gpt-image-2',
    );
    const told = await call('list_models', { query: '2.6-flare' });
    expect(told.structuredContent).toMatchObject({
      models: [
        {
          id: 'openai/gpt-image-2.6-flare',
          verified: 'fixture',
          formats: ['png', 'jpeg', 'webp', 'gif'],
          options: {
            complexity: 'one of low, medium, high',
            frame_count: 'a whole number from 2 to 16',
          },
        },
      ],
    });
    expect(textsOf(told)[0]).toMatch(/complexity: one of low.* · verified by fixture$/);
    expect(textsOf(await call('list_models', { query: 'nonsense' }))).toEqual([
      'No model has such a name.',
    ]);
  });
});
