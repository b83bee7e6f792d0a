import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openZip } from '../../src/kit/read-zip.ts';
import { root } from '../docs/markdown-files.ts';
import { connectCommand } from './connect-command.ts';
import { createSandbox, type Sandbox } from './maliang-process.ts';
import { call, eras } from './mcp-client.ts';

interface Manifest {
  server: {
    entry_point: string;
    mcp_config: { command: string; args: string[]; env: Record<string, string> };
  };
  tools: { name: string }[];
  user_config: Record<string, { default: string }>;
}

let sandbox: Sandbox;
let folder: string;
let names: string[];

beforeAll(async () => {
  sandbox = await createSandbox();
  folder = join(sandbox.folder, 'unpacked');
  const file = join(sandbox.folder, 'maliang.mcpb');
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/mcpb.mjs'), file]);
  expect(status).toBe(0);
  names = await unpack(file);
});

afterAll(() => sandbox.remove());

async function unpack(file: string): Promise<string[]> {
  const zip = await openZip(file);
  for (const name of zip.entries.keys()) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(zip.read(name), createWriteStream(path));
  }
  await zip.close();
  return [...zip.entries.keys()];
}

/** As a host does it: its own Node, the folder, and what the user left as it was. */
async function prepare() {
  const manifest: Manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const { args, env } = manifest.server.mcp_config;
  const fill = (text: string) =>
    text
      .replace(`$\{__dirname}`, folder)
      .replace(
        /\$\{user_config\.(\w+)\}/,
        (_, id: string) => manifest.user_config[id]?.default ?? _,
      )
      .replace(`$\{DOCUMENTS}`, sandbox.folder);
  const filled = Object.entries(env).map(([name, value]) => [name, fill(value)]);
  return {
    manifest,
    words: [process.execPath, ...args.map(fill)],
    env: { ...sandbox.env, ...Object.fromEntries(filled) },
  };
}

it('holds a server and nothing that is installed or shown in a browser', async () => {
  const { manifest } = await prepare();
  expect(names).toContain(manifest.server.entry_point);
  expect(names).toContain('LICENSE');
  expect(names.filter((name) => /node_modules|\/web\/|\.mcpb$/.test(name))).toEqual([]);
});

it.each(eras)(
  'starts with Node alone, lists its tools and paints, for clients of %s',
  async (era) => {
    const { manifest, words, env } = await prepare();
    const client = await connectCommand(words, { ...sandbox, env }, era);
    const { tools } = await client.listTools();
    for (const { name } of manifest.tools) {
      expect(tools.map((tool) => tool.name)).toContain(name);
    }
    const { isError, texts } = await call(client, 'generate_image', {
      prompt: 'a fox',
      size: '256x256',
    });
    expect(isError, texts.join('\n')).toBe(false);
    expect(texts.join('\n')).toContain('.png');
    // Its records need what newer Nodes have built in; without it everything works, and it is told.
    const keeps = Number(process.versions.node.split('.')[0]) >= 24;
    expect(/no SQLite/.test(texts.join('\n'))).toBe(!keeps);
    await client.close();
  },
);
