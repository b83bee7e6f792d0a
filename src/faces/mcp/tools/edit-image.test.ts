import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  connectHttp,
  connectStdio,
  createMcpRig,
  type McpRig,
  mountHttp,
  textsOf,
} from '../../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../../test/fakes/openai-upstream.ts';
import { createPicture } from '../../../../test/fakes/picture.ts';

let upstream: FakeUpstream;
const rigs: McpRig[] = [];

beforeEach(async () => {
  upstream = await startFakeUpstream();
});

afterEach(async () => {
  await Promise.all(rigs.splice(0).map((made) => made.close()));
  await upstream.close();
});

async function createRig(more: Parameters<typeof createMcpRig>[1] = {}) {
  const environment = { API_KEY: 'k', API_BASE_URL: upstream.origin };
  const rig = await createMcpRig({ ...environment, DEFAULT_MODEL: 'gpt-image-2' }, more);
  rigs.push(rig);
  return rig;
}

async function connect() {
  const rig = await createRig();
  const { client } = await connectStdio(rig);
  const edit = (params: Record<string, unknown>) =>
    client.callTool({ name: 'edit_image', arguments: { prompt: 'add a hat', ...params } });
  return { rig, client, edit };
}

const png = (bytes?: number) =>
  Buffer.concat([...createPicture({ width: 8, height: 6, color: 0x112233, bytes }).pieces()]);

/** What stood in the form the upstream got. */
function sentFiles() {
  return upstream.paints().at(-1)?.files ?? [];
}

it('edits base64, be it short or long, bare or a data: URL', async () => {
  const { edit } = await connect();
  for (const bytes of [png(), png(300_000)]) {
    for (const prefix of ['', 'data:image/png;base64,']) {
      const result = await edit({ image: `${prefix}${bytes.toString('base64')}` });
      expect(textsOf(result)[0]).toMatch(/^http/);
      expect(sentFiles()).toMatchObject([{ size: bytes.length }]);
    }
  }
});

it('edits what was made here, by its id and by the URL it was given under', async () => {
  const { edit, client } = await connect();
  const made = await client.callTool({ name: 'generate_image', arguments: { prompt: 'a fox' } });
  const [first] = (made.structuredContent as { images: { id: string; url: string }[] }).images;
  for (const image of [first?.id, first?.url]) {
    expect(textsOf(await edit({ image }))[0]).toMatch(/^http/);
    expect(sentFiles()).toMatchObject([{ size: upstream.painted[0]?.size }]);
  }
});

it('sends several images and a mask, and no size that would change their shape', async () => {
  const { edit } = await connect();
  const image = png().toString('base64');
  await edit({ images: [image, image], mask: image });
  expect(sentFiles().map(({ field }) => field)).toEqual(['image[]', 'image[]', 'mask']);
  expect(upstream.paints()[0]?.fields).not.toHaveProperty('size');
});

it('reads files in the allowed folders, and no others, be they linked or named with ..', async () => {
  const { edit, rig } = await connect();
  const folder = join(rig.folder, 'saved');
  await mkdir(folder);
  await writeFile(join(folder, 'fox.png'), png());
  await writeFile(join(rig.folder, 'secret.png'), png());
  await symlink(join(rig.folder, 'secret.png'), join(folder, 'link.png'));
  for (const image of [join(folder, 'fox.png'), `file://${join(folder, 'fox.png')}`]) {
    expect(textsOf(await edit({ image }))[0]).toMatch(/^http/);
  }
  const outside = [join(folder, 'link.png'), join(folder, '..', 'secret.png'), '/etc/passwd'];
  for (const image of outside) {
    expect(textsOf(await edit({ image }))[0]).toMatch(/^Error: .*\[file_refused\]/);
  }
  expect(upstream.paints()).toHaveLength(2);
});

it('knows no paths of this machine over HTTP', async () => {
  const rig = await createRig({ stdio: false });
  const http = await mountHttp(rig);
  const { client } = await connectHttp(http, '2026');
  const params = { prompt: 'add a hat', image: '/etc/hostname.png' };
  const result = await client.callTool({ name: 'edit_image', arguments: params });
  expect(textsOf(result)[0]).toMatch(/^Error: `image` must be an image id .*\[invalid_value\]/);
  await client.close();
  await http.close();
});

it('never sends a file of this machine to an address the caller chose', async () => {
  const { edit, rig } = await connect();
  await mkdir(join(rig.folder, 'saved'));
  const image = join(rig.folder, 'saved', 'fox.png');
  await writeFile(image, png());
  const result = await edit({ image, base_url: 'https://example.com', api_key: 'k' });
  expect(textsOf(result)[0]).toContain('[file_to_caller_address]');
});

it('says what is wrong with what it cannot take', async () => {
  const { edit } = await connect();
  const wrong: [unknown, string][] = [
    [undefined, 'missing_parameter'],
    [[], 'missing_parameter'],
    [7, 'invalid_type'],
    ['aGVsbG8gd29ybGQ=', 'not_an_image'],
    ['img_aaaaaaaaaaaaaaaaaaaaaaaaaa', 'not_found'],
    ['http://127.0.0.1:1/x.png', 'address_refused'],
    [Buffer.alloc(9000).toString('base64'), 'not_an_image'],
    [`${png(9000).toString('base64').slice(0, -40)}!`, 'invalid_base64'],
    [Buffer.alloc(33 * 1024 * 1024).toString('base64'), 'too_large'],
    ['spool:made-up', 'invalid_base64'],
  ];
  for (const [image, code] of wrong) {
    expect(textsOf(await edit({ image }))[0]).toContain(`[${code}] Nothing was spent.`);
  }
  const mixed = { image: png().toString('base64'), images: ['aGVsbG8='] };
  const [text] = textsOf(await edit(mixed));
  expect(text).toMatch(/^Error: `images\[0\]` is not a picture/);
  expect(upstream.requests).toEqual([]);
});
