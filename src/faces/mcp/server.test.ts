import { afterEach, describe, expect, it } from 'vitest';
import {
  connectStdio,
  createMcpRig,
  type Era,
  forModels,
  type McpRig,
} from '../../../test/fakes/mcp-rig.ts';

const rigs: McpRig[] = [];

async function rig(...options: Parameters<typeof createMcpRig>) {
  const made = await createMcpRig(...options);
  rigs.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(rigs.splice(0).map((made) => made.close()));
});

const overrides = ['api_key', 'base_url', 'image_hosting_token', 'image_hosting_url'];

describe.each<Era>(['2025', '2026'])('the server, to a client of %s', (era) => {
  it('lists five tools in a fixed order within 8 KB, each with true annotations', async () => {
    const { client } = await connectStdio(await rig(), era);
    const { tools } = await client.listTools();
    expect(forModels(tools).map(({ name }) => name)).toEqual([
      'generate_image',
      'edit_image',
      'get_image',
      'upload_to_image_hosting',
      'save_image_base64',
    ]);
    expect(Buffer.byteLength(JSON.stringify({ tools }))).toBeLessThanOrEqual(8192);
    const readers = tools.filter(({ annotations }) => annotations?.readOnlyHint);
    expect(readers.map(({ name }) => name)).toEqual(['get_image']);
    const outward = tools.filter(({ annotations }) => annotations?.openWorldHint);
    expect(outward.map(({ name }) => name)).toEqual([
      'generate_image',
      'edit_image',
      'upload_to_image_hosting',
    ]);
    await client.close();
  });

  it('names itself and how to use it', async () => {
    const { client } = await connectStdio(await rig(), era);
    expect(client.getServerVersion()).toMatchObject({ name: 'maliang', version: '0.0.0' });
    expect(client.getInstructions()).toMatch(/lasting URLs/);
    await client.close();
  });

  it('tells of the status of the image API in the older shape', async () => {
    const { client } = await connectStdio(await rig(), era);
    const { resources } = await client.listResources();
    expect(resources).toMatchObject([
      { uri: 'openai://api/status', title: 'Image API status' },
      { uri: 'gallery://recent', title: 'Recent images' },
      { uri: expect.stringMatching(/^ui:/), title: 'Inline gallery' },
    ]);
    const { contents } = await client.readResource({ uri: 'openai://api/status' });
    const [content] = contents as { text: string }[];
    expect(JSON.parse(content?.text ?? '')).toEqual({
      status: 'error',
      message: expect.stringContaining('demo painter'),
      http_status: null,
    });
    await client.close();
  });
});

describe('what a caller may bring', () => {
  it('is offered where it is allowed', async () => {
    const { client } = await connectStdio(await rig());
    const { tools } = await client.listTools();
    const [generate] = tools;
    expect(Object.keys(generate?.inputSchema.properties ?? {})).toEqual(
      expect.arrayContaining(overrides),
    );
    await client.close();
  });

  it('is neither offered nor taken elsewhere, and is refused by name', async () => {
    const { client } = await connectStdio(await rig({}, { callerCredentials: false }));
    const { tools } = await client.listTools();
    const offered = tools.flatMap((tool) => Object.keys(tool.inputSchema.properties ?? {}));
    expect(offered.filter((name) => overrides.includes(name))).toEqual([]);
    for (const name of overrides) {
      const value = name.endsWith('url') ? 'https://example.com' : 'secret';
      const params = { prompt: 'a fox', [name]: value };
      const result = await client.callTool({ name: 'generate_image', arguments: params });
      expect(result.isError).toBe(true);
      expect(JSON.stringify(result.content)).toContain(`Error: \`${name}\` is not taken here`);
    }
    await client.close();
  });
});

it('shows titles in the language of the machine', async () => {
  const { client } = await connectStdio(await rig({}, { locale: 'zh' }));
  const { tools } = await client.listTools();
  expect(tools[0]?.title).toBe('生成图片');
  await client.close();
});
