import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectHttp,
  connectStdio,
  createMcpRig,
  type HttpRig,
  type McpRig,
  mountHttp,
} from '../../../test/fakes/mcp-rig.ts';
import { parseStyle } from '../../core/styles/style-request.ts';

type Client = Awaited<ReturnType<typeof connectHttp>>['client'];

const names = ['photo', 'watercolor', 'ink-wash', 'flat', 'product', 'pixel-art'];

async function saveStyle({ app, caller }: McpRig, name: string) {
  const unset = { about: undefined, referenceImages: undefined, size: undefined };
  const rest = { quality: undefined, model: undefined, palette: undefined };
  const raw = { ...unset, ...rest, name, title: 'Our house', prompt: 'as a woodcut' };
  await app.styles.save(parseStyle(raw), caller);
}

const textOf = async (client: Client, name: string, args: Record<string, string>) => {
  const { messages } = await client.getPrompt({ name, arguments: args });
  const content = messages[0]?.content;
  return content && 'text' in content ? content.text : '';
};

const complete = async (client: Client, argument: { name: string; value: string }) =>
  (await client.complete({ ref: { type: 'ref/prompt', name: 'paint' }, argument })).completion;

describe.each(['2025', '2026'] as const)('prompts, to a client of %s', (era) => {
  let rig: McpRig;
  let http: HttpRig;
  let client: Client;

  beforeEach(async () => {
    rig = await createMcpRig({}, { stdio: false });
    http = await mountHttp(rig);
    ({ client } = await connectHttp(http, era));
  });

  afterEach(async () => {
    await client.close();
    await http.close();
    await rig.close();
  });

  it('are one for each style, and one that takes any', async () => {
    await saveStyle(rig, 'house');
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['paint', 'house', ...names]);
    expect(prompts[1]).toMatchObject({ title: 'Our house', description: 'Our house' });
    for (const { arguments: args = [] } of prompts) {
      expect(args[0]).toMatchObject({ name: 'subject', required: true });
      expect(args.every(({ description }) => description)).toBe(true);
    }
  });

  it('become the call that paints them', async () => {
    await saveStyle(rig, 'house');
    expect(await textOf(client, 'ink-wash', { subject: '竹林' })).toBe(
      'Call the tool generate_image with {"prompt":"竹林","style":"ink-wash"}, then show me the image by its URL.',
    );
    const args = { subject: 'a fox', style: 'house', model: 'gpt-image-2' };
    expect(await textOf(client, 'paint', args)).toContain(
      '{"prompt":"a fox","style":"house","model":"gpt-image-2"}',
    );
    expect(await textOf(client, 'paint', { subject: 'a fox' })).toContain('{"prompt":"a fox"}');
  });

  it('say what is wrong with them', async () => {
    await expect(client.getPrompt({ name: 'photo' })).rejects.toThrow('subject is missing');
    const unknown = client.getPrompt({ name: 'nonsense', arguments: { subject: 'x' } });
    await expect(unknown).rejects.toThrow('There is no style "nonsense". There are photo');
  });

  it('complete their styles and models', async () => {
    await saveStyle(rig, 'house-ink');
    expect(await complete(client, { name: 'style', value: 'ink' })).toMatchObject({
      values: ['ink-wash', 'house-ink'],
      total: 2,
      hasMore: false,
    });
    const { values } = await complete(client, { name: 'model', value: 'demo' });
    expect(values[0]).toMatch(/^demo\//);
    expect((await complete(client, { name: 'subject', value: 'a' })).values).toEqual([]);
    const ref = { type: 'ref/resource', uri: 'image://{id}{?w,format}' } as const;
    const other = await client.complete({ ref, argument: { name: 'id', value: '' } });
    expect(other.completion.values).toEqual([]);
  });

  it('list nobody else’s styles', async () => {
    await saveStyle({ ...rig, caller: { ...rig.caller, id: 'key_other' } }, 'house');
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['paint', ...names]);
  });
});

it('list what is built in alone on stdio, and take the caller’s own all the same', async () => {
  const rig = await createMcpRig();
  await saveStyle(rig, 'house');
  const { client } = await connectStdio(rig);
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name }) => name)).toEqual(['paint', ...names]);
  expect(await textOf(client, 'house', { subject: 'a fox' })).toContain('"style":"house"');
  expect((await complete(client, { name: 'style', value: 'hou' })).values).toEqual(['house']);
  await client.close();
  await rig.close();
});
