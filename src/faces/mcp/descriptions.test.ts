import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectStdio, createMcpRig, type McpRig, textsOf } from '../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../test/fakes/openai-upstream.ts';
import { parseStyle } from '../../core/styles/style-request.ts';

let upstream: FakeUpstream;
let rig: McpRig;

beforeEach(async () => {
  upstream = await startFakeUpstream();
});

afterEach(async () => {
  await rig.close();
  await upstream.close();
});

async function connect() {
  const environment = { API_KEY: 'k', API_BASE_URL: upstream.origin, DEFAULT_MODEL: 'gpt-image-2' };
  rig = await createMcpRig(environment, { tools: 'all' });
  const { client } = await connectStdio(rig);
  return (name: string, args: Record<string, unknown>) =>
    client.callTool({ name, arguments: args });
}

interface Told {
  job_id: string;
  images: Record<string, unknown>[];
  style: unknown;
  alt_text: unknown;
  tags: unknown;
}

const told = (result: { structuredContent?: unknown }) => result.structuredContent as Told;
const sent = () => (upstream.paints().at(-1)?.json ?? {}) as Record<string, unknown>;

it('names a picture by its alt text, finds it by its tags, and sends neither', async () => {
  const call = await connect();
  const args = { prompt: 'a fox', alt_text: 'A red fox in snow', tags: ['winter', '海报'] };
  const made = await call('generate_image', args);
  expect(textsOf(made)[1]).toMatch(/^!\[A red fox in snow\]\(http/);
  expect(JSON.stringify(sent())).not.toMatch(/winter|A red fox/);
  for (const query of ['winter', '海报', 'snow fox']) {
    const found = await call('search_images', { query });
    expect(told(found).images).toMatchObject([
      { prompt: 'a fox', alt_text: 'A red fox in snow', tags: 'winter, 海报' },
    ]);
    expect(textsOf(found)[0]).toMatch(/^!\[A red fox in snow\]/);
  }
  const [image] = told(made).images;
  for (const again of [{ id: image?.id }, { job_id: told(made).job_id }]) {
    const result = await call('get_image', again);
    expect(told(result)).toMatchObject({ alt_text: 'A red fox in snow', tags: 'winter, 海报' });
    expect(textsOf(result)[1]).toMatch(/^!\[A red fox in snow\]/);
  }
});

it('stays within 1 KB, however much there is to say', async () => {
  const call = await connect();
  const tags = Array.from({ length: 16 }, (_, place) => `${'标签'.repeat(20)}${place}`);
  const args = {
    prompt: 'x'.repeat(4_000),
    alt_text: '雪中狐狸'.repeat(100),
    tags,
    style: 'photo',
  };
  const made = await call('generate_image', args);
  expect(Buffer.byteLength(JSON.stringify(made))).toBeLessThanOrEqual(1024);
  const again = await call('get_image', { job_id: told(made).job_id });
  expect(Buffer.byteLength(JSON.stringify(again))).toBeLessThanOrEqual(1024);
});

it('paints in a style, with its size in the place of the older default, and tells which', async () => {
  const call = await connect();
  const unset = { title: undefined, about: undefined, referenceImages: undefined };
  const kit = { ...unset, name: 'brand', prompt: '{prompt}, as a woodcut', palette: ['#aa0011'] };
  const style = parseStyle({ ...kit, size: '1536x1024', quality: undefined, model: undefined });
  await rig.app.styles.save(style, rig.caller);
  const made = await call('generate_image', { prompt: 'a fox', style: 'brand' });
  expect(told(made).style).toEqual({ name: 'brand' });
  expect(sent()).toMatchObject({
    prompt: 'a fox, as a woodcut\nColour palette: #aa0011.',
    size: '1536x1024',
    quality: 'medium',
  });
  expect(sent()).not.toHaveProperty('style');
  const wide = await call('generate_image', { prompt: 'x', style: 'brand', size: '1024x1024' });
  expect(wide.isError).toBeFalsy();
  expect(sent().size).toBe('1024x1024');
});

it('passes the wire’s own words on, and names the styles there are for any other', async () => {
  const call = await connect();
  await call('generate_image', { prompt: 'a fox', style: 'vivid', model: 'dall-e-x' });
  expect(sent()).toMatchObject({ prompt: 'a fox', style: 'vivid' });
  const wrong = await call('generate_image', { prompt: 'a fox', style: 'vividly' });
  expect(wrong.isError).toBe(true);
  expect(textsOf(wrong)[0]).toMatch(
    /^Error: There is no style "vividly"\. There are photo, .*unknown_style/,
  );
});
