import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import {
  connectStdio,
  createMcpRig,
  type McpRig,
  textsOf,
} from '../../../../test/fakes/mcp-rig.ts';
import { createPicture } from '../../../../test/fakes/picture.ts';

let rig: McpRig;

afterEach(() => rig.close());

async function connect(environment?: Record<string, string>) {
  rig = await createMcpRig(environment);
  const { client } = await connectStdio(rig);
  return (params: Record<string, unknown>) =>
    client.callTool({ name: 'save_image_base64', arguments: params });
}

const png = (bytes?: number) =>
  Buffer.concat([...createPicture({ width: 8, height: 6, color: 0x112233, bytes }).pieces()]);

it('writes the very bytes, of any size, and says where', async () => {
  const save = await connect();
  const picture = png(14 * 1024 * 1024);
  const base64_data = `data:image/png;base64,${picture.toString('base64')}`;
  const result = await save({ base64_data, filename: 'fox.png' });
  const path = join(rig.folder, 'saved', 'fox.png');
  expect(textsOf(result)).toEqual([`Saved as ${path}`]);
  expect(result.structuredContent).toEqual({ path });
  expect((await readFile(path)).equals(picture)).toBe(true);
});

it('uses the older server’s name where none is given, and overwrites nothing', async () => {
  const save = await connect();
  const base64_data = png().toString('base64');
  await save({ base64_data });
  await save({ base64_data });
  const files = await readdir(join(rig.folder, 'saved'));
  expect(files.sort()).toEqual(['generated_image-2.png', 'generated_image.png']);
});

it('leaves no spool behind', async () => {
  const save = await connect();
  await save({ base64_data: png(9000).toString('base64') });
  await save({ base64_data: Buffer.alloc(9000).toString('base64') });
  expect(await readdir(join(rig.folder, 'data', 'spool'))).toEqual([]);
});

it('writes no file for what is no picture, under no name that leaves the folder', async () => {
  const save = await connect();
  const base64_data = png().toString('base64');
  const refused: [Record<string, unknown>, string][] = [
    [{ base64_data, filename: '../fox.png' }, 'file_name_refused'],
    [{ base64_data: 'aGVsbG8=' }, 'not_an_image'],
    [{ base64_data: 'no base64!' }, 'invalid_base64'],
    [{ filename: 'fox.png' }, 'missing_parameter'],
  ];
  for (const [params, code] of refused) {
    expect(textsOf(await save(params))[0]).toMatch(new RegExp(`^Error: .*\\[${code}\\]`));
  }
  expect(await readdir(rig.folder)).not.toContain('fox.png');
});

it('is an error that names the setting where saving is switched off', async () => {
  const save = await connect({ DISABLE_LOCAL_SAVE: 'true' });
  const [text] = textsOf(await save({ base64_data: png().toString('base64') }));
  expect(text).toMatch(/^Error: .*DISABLE_LOCAL_SAVE.*\[saving_disabled\]/);
});

it('mentions a parameter it has no use for', async () => {
  const save = await connect();
  const [text] = textsOf(await save({ base64_data: png().toString('base64'), folder: '/tmp' }));
  expect(text).toContain('Warning: `folder` was left out');
});
