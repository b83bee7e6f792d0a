import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectStdio, createMcpRig, type McpRig, textsOf } from '../../../test/fakes/mcp-rig.ts';
import { sniffImage } from '../../kit/media-type.ts';

let rig: McpRig;

beforeEach(async () => {
  rig = await createMcpRig();
});
afterEach(() => rig.close());

type Block = { type: string; data: string; mimeType: string };

async function paint(params: Record<string, unknown>, clientName?: string) {
  const { client } = await connectStdio(rig, '2025', clientName);
  const result = await client.callTool({
    name: 'generate_image',
    arguments: { prompt: 'a fox', ...params },
  });
  const blocks = result.content as Block[];
  const [image] = blocks.filter(({ type }) => type === 'image');
  const bytes = image && Buffer.from(image.data, 'base64');
  return { client, result, blocks, image, sniffed: bytes && sniffImage(bytes) };
}

describe('the picture in the answer', () => {
  it('is left out for a client that is not known to show it', async () => {
    const { blocks } = await paint({});
    expect(blocks.map(({ type }) => type)).toEqual(['text', 'text']);
  });

  it.each(['claude-ai', 'Cursor', 'Visual Studio Code'])(
    'comes last and small for %s',
    async (name) => {
      const { blocks, image, sniffed, result } = await paint({}, name);
      expect(blocks.map(({ type }) => type)).toEqual(['text', 'text', 'image']);
      expect(sniffed).toMatchObject({ mediaType: image?.mimeType, width: 512, height: 512 });
      expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThanOrEqual(60 * 1024);
      expect(JSON.stringify(result.structuredContent)).not.toContain(image?.data);
    },
  );

  it('is what the call wishes, whatever the client', async () => {
    expect((await paint({ show: 'none' }, 'claude-ai')).image).toBeUndefined();
    expect((await paint({ show: 'preview' })).sniffed).toMatchObject({ width: 512 });
    expect((await paint({ show: 'FULL' })).sniffed).toMatchObject({ width: 1024, height: 1024 });
  });

  it('is small, with a word on it, where it is too large in full', async () => {
    const { sniffed, blocks } = await paint({ show: 'full', size: '2048x1024' });
    expect(sniffed).toMatchObject({ width: 2000, height: 1000 });
    expect(textsOf({ content: blocks }).join()).toContain('too large to show in full');
  });

  it('is refused by what it cannot be, before anything is painted', async () => {
    const { result } = await paint({ show: 'huge' });
    expect(result.isError).toBe(true);
    expect(textsOf(result as never)[0]).toMatch(/`show` must be none, preview, full.*huge/);
    expect(await rig.app.store.listGenerations('local', 1)).toEqual([]);
  });
});

describe('the resources', () => {
  async function setUp() {
    const { client, result } = await paint({});
    const { images } = result.structuredContent as { images: { id: string; url: string }[] };
    const [{ id, url } = { id: '', url: '' }] = images;
    const read = async (uri: string) => (await client.readResource({ uri })).contents[0];
    return { client, id, url, read };
  }

  it('show an image whole, or smaller and of another kind', async () => {
    const { id, read, client } = await setUp();
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates).toMatchObject([{ uriTemplate: 'image://{id}{?w,format}' }]);
    for (const [query, expected] of [
      ['', { width: 1024, mediaType: 'image/png' }],
      ['?w=200', { width: 200, mediaType: 'image/png' }],
      ['?format=webp', { width: 1024, mediaType: 'image/webp' }],
      ['?w=300&format=jpeg', { width: 300, mediaType: 'image/jpeg' }],
    ] as const) {
      const content = await read(`image://${id}${query}`);
      const blob = content && 'blob' in content ? content.blob : '';
      expect(sniffImage(Buffer.from(blob, 'base64'))).toMatchObject(expected);
    }
  });

  it('show nobody else’s, and say what a question must be', async () => {
    const { id, read } = await setUp();
    await expect(read(`image://${id}?format=bmp`)).rejects.toThrow(/`format` must be png/);
    rig.caller.id = 'somebody-else';
    await expect(read(`image://${id}`)).rejects.toThrow();
    await expect(read('image://img_unknown')).rejects.toThrow();
  });

  it('list the newest images', async () => {
    const { id, url, read } = await setUp();
    const content = await read('gallery://recent');
    const { images } = JSON.parse(content && 'text' in content ? content.text : '');
    expect(images).toMatchObject([{ id, url, prompt: 'a fox', model: 'demo/demo' }]);
  });
});
