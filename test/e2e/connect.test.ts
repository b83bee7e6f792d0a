import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { type Connection, npxConnection } from '../../src/core/connect/connection.ts';
import type { Program } from '../../src/core/connect/program.ts';
import { programs } from '../../src/core/connect/programs.ts';
import { readJsonc } from '../../src/kit/edit-jsonc.ts';
import { connectCommand } from './connect-command.ts';
import {
  bundle,
  createSandbox,
  runMaliang,
  type Sandbox,
  type ServeProcess,
  startServe,
} from './maliang-process.ts';
import { connectHttp } from './mcp-client.ts';

const adminKey = 'an-admin-key-for-programs';
let sandbox: Sandbox;
let server: ServeProcess;

beforeAll(async () => {
  [sandbox, server] = await Promise.all([createSandbox(), startServe({ ADMIN_KEY: adminKey })]);
});

afterAll(async () => {
  await Promise.all([sandbox.remove(), server.stop()]);
});

/** What a program has found out: a command to start, or an address with headers. */
interface Told {
  command?: string;
  cmd?: string;
  args?: string[];
  url?: string;
  uri?: string;
  serverUrl?: string;
  headers?: Record<string, string>;
  http_headers?: Record<string, string>;
}

const npx = npxConnection('linux');

/** The only thing that may be different in a test: the package is the bundle that was built. */
function startable({ command, cmd, args = [] }: Told): string[] {
  const words = [command ?? cmd ?? '', ...args];
  expect(words.slice(0, 3)).toEqual(['npx', '-y', 'maliang']);
  return [process.execPath, bundle, ...words.slice(3)];
}

async function expectTools(words: readonly string[]): Promise<void> {
  const client = await connectCommand(words, sandbox, '2025');
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('generate_image');
  await client.close();
}

function fromBase64(text: string | null): unknown {
  return JSON.parse(Buffer.from(text ?? '', 'base64').toString());
}

/** How each program reads what it is given, from its text or its link. */
const readers: Record<string, (program: Program, connection: Connection) => Told> = {
  'claude-desktop': fromText(['mcpServers', 'maliang']),
  'claude-code': fromShell,
  cursor: (program, connection) => {
    const { searchParams } = new URL(program.link?.(connection, 'linux') ?? '');
    return fromBase64(searchParams.get('config')) as Told;
  },
  vscode: (program, connection) => {
    const { search } = new URL(program.link?.(connection, 'linux') ?? '');
    return JSON.parse(decodeURIComponent(search.slice(1)));
  },
  'cherry-studio': (program, connection) => {
    const { searchParams } = new URL(program.link?.(connection, 'linux') ?? '');
    const config = fromBase64(searchParams.get('servers')) as {
      mcpServers: Record<string, Told>;
    };
    return config.mcpServers.maliang ?? {};
  },
  'lm-studio': fromText(['mcpServers', 'maliang']),
  codex: (program, connection) => {
    const config = parseToml(program.text(connection, 'linux'));
    return at(config, ['mcp_servers', 'maliang']);
  },
  goose: (program, connection) => {
    const config: unknown = parseYaml(program.text(connection, 'linux'));
    return at(config, ['extensions', 'maliang']);
  },
  windsurf: fromText(['mcpServers', 'maliang']),
  zed: fromText(['context_servers', 'maliang']),
  lobehub: fromText(['mcpServers', 'maliang']),
  any: fromText(['mcpServers', 'maliang']),
};

function fromText(path: readonly string[]) {
  return (program: Program, connection: Connection) =>
    at(JSON.parse(program.text(connection, 'linux')), path);
}

function at(config: unknown, path: readonly string[]): Told {
  return path.reduce<unknown>((found, name) => Object(found)[name], config) as Told;
}

function fromShell(program: Program, connection: Connection): Told {
  const text = program.text(connection, 'linux');
  const [, command = '', ...args] = / -- (\S+) (.*)$/.exec(text)?.[0].slice(3).split(' ') ?? [];
  if (connection.kind === 'stdio') return { command, args };
  const [, url = '', name = '', value = ''] =
    / maliang (\S+) --header "([\w-]+): ([^"]+)"$/.exec(text) ?? [];
  return { url, headers: { [name]: value } };
}

describe.each(programs)('what $name is told', (program) => {
  const read = readers[program.id];

  it('starts us', async () => {
    if (!read) throw new Error(`no test reads what ${program.id} is told`);
    await expectTools(startable(read(program, npx)));
  });

  it('leads to a running server, with the key', async () => {
    const told = read?.(program, { kind: 'http', url: `${server.url}/mcp`, key: adminKey }) ?? {};
    const { url = told.uri ?? told.serverUrl ?? told.args?.[2] ?? '' } = told;
    expect(url).toBe(`${server.url}/mcp`);
    const [header = ''] = Object.values(told.headers ?? told.http_headers ?? {});
    // Links hold no key, Claude Desktop has it in its environment, VS Code asks.
    const shown = ['cursor', 'vscode', 'cherry-studio', 'claude-desktop'].includes(program.id);
    const key = shown ? adminKey : header.replace('Bearer ', '');
    const client = await connectHttp(url.replace('/mcp', ''), '2026', key);
    expect((await client.listTools()).tools.length).toBeGreaterThan(4);
    await client.close();
  });
});

describe('maliang init', () => {
  it('writes what starts this very installation', async () => {
    const { code, stdout } = await runMaliang(['init', 'cursor', '--yes'], sandbox);
    expect(code).toBe(0);
    expect(stdout).toContain('"maliang": {');
    const file = join(sandbox.folder, '.cursor/mcp.json');
    const told = at(readJsonc(await readFile(file, 'utf8')), ['mcpServers', 'maliang']);
    expect(told.command).toBe(process.execPath);
    await expectTools([told.command ?? '', ...(told.args ?? [])]);
  });

  it('writes nothing where nobody can be asked, and works in spite of wrong settings', async () => {
    const wrong = { ...sandbox, env: { ...sandbox.env, PORT: 'none' } };
    const { code, stdout } = await runMaliang(['init', 'windsurf'], wrong);
    expect(code).toBe(0);
    expect(stdout).toContain('--yes');
    await expect(
      readFile(join(sandbox.folder, '.codeium/windsurf/mcp_config.json')),
    ).rejects.toThrow();
  });

  it('ends with 2 for a program nobody knows', async () => {
    const { code, stderr } = await runMaliang(['init', 'emacs'], sandbox);
    expect(code).toBe(2);
    expect(stderr).toContain('claude-desktop');
  });
});
