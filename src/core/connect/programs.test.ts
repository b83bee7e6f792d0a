import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import {
  type Connection,
  type HttpConnection,
  keyPlaceholder,
  npxConnection,
  type System,
} from './connection.ts';
import type { Program } from './program.ts';
import { programs } from './programs.ts';

const key = `mlk_${'k'.repeat(52)}`;
const url = 'https://images.example/mcp';
const remote: HttpConnection = { kind: 'http', url, key };
const open: HttpConnection = { kind: 'http', url, key: undefined };
const systems: readonly System[] = ['darwin', 'linux', 'win32'];
const installed: Connection = {
  kind: 'stdio',
  command: 'C:\\Program Files\\node.exe',
  args: ['C:\\maliang "1"\\maliang.js', 'mcp'],
  secrets: [],
};

function find(id: string): Program {
  const program = programs.find((known) => known.id === id);
  if (!program) throw new Error(`there is no ${id}`);
  return program;
}

function linkOf(id: string, connection: Connection, system: System = 'linux'): URL {
  return new URL(find(id).link?.(connection, system) ?? 'missing:');
}

const fromBase64 = (text: string | null): unknown =>
  JSON.parse(Buffer.from(text ?? '', 'base64').toString());

describe.each(programs)('$name', (program) => {
  it('has a place for its text on every system', () => {
    expect(program.file ?? program.where).toBeDefined();
    for (const place of Object.values(program.file?.places ?? {})) {
      expect(place).toMatch(/^(?:~|%APPDATA%)[\\/]/);
    }
  });

  it('has the same server in its text as in its entry', () => {
    if (program.language !== 'json') return expect(program.text(remote, 'linux')).toContain(url);
    const config = JSON.parse(program.text(installed, 'win32'));
    const [servers = ''] = program.file?.path ?? ['mcpServers'];
    expect(config[servers].maliang).toEqual(program.entry?.(installed, 'win32'));
    expect(JSON.stringify(config)).toContain(JSON.stringify(installed.command));
  });

  it('never has a key in a link, plain or encoded', () => {
    const links = [program.link?.(remote, 'linux'), program.webLink?.(remote, 'linux')];
    for (const link of links.filter((text) => text !== undefined)) {
      const decoded = decodeURIComponent(link);
      const hidden = [...decoded.matchAll(/[A-Za-z0-9+/=]{40,}/g)].map(([part]) =>
        Buffer.from(part, 'base64').toString(),
      );
      for (const text of [link, decoded, ...hidden]) expect(text).not.toContain(key);
    }
  });

  it('is told of no header where the server wants no key', () => {
    expect(program.text(open, 'linux')).not.toMatch(/Authorization|undefined/);
  });

  it('starts npx through the shell of Windows, and directly elsewhere', () => {
    for (const system of systems) {
      const text = program.text(npxConnection(system), system);
      expect(text.includes('/c')).toBe(system === 'win32');
      expect(text).toContain('npx');
    }
  });
});

describe('links, taken apart as the program does', () => {
  const bearer = { headers: { Authorization: `Bearer ${keyPlaceholder}` } };
  const npx = { command: 'npx', args: ['-y', 'maliang', 'mcp'] };

  it.each(['cursor', 'lm-studio'])('%s: base64 of the server', (id) => {
    const config = (connection: Connection) =>
      fromBase64(linkOf(id, connection).searchParams.get('config'));
    expect(config(remote)).toEqual({ url, ...bearer });
    expect(config(open)).toEqual({ url });
    expect(config(npxConnection('linux', ['OPENAI_API_KEY']))).toEqual(npx);
    const web = new URL(find(id).webLink?.(remote, 'linux') ?? '');
    expect(web.protocol).toBe('https:');
    expect(fromBase64(web.searchParams.get('config'))).toEqual({ url, ...bearer });
  });

  it('VS Code: JSON, with a question for each secret', () => {
    const stdio = npxConnection('linux', ['OPENAI_API_KEY']);
    const decoded = JSON.parse(decodeURIComponent(linkOf('vscode', stdio).search.slice(1)));
    expect(decoded).toMatchObject({
      name: 'maliang',
      type: 'stdio',
      ...npx,
      env: { OPENAI_API_KEY: `$\{input:openai-api-key}` },
      inputs: [{ type: 'promptString', id: 'openai-api-key', password: true }],
    });
    const web = new URL(find('vscode').webLink?.(remote, 'linux') ?? '').searchParams;
    expect(JSON.parse(web.get('config') ?? '')).toEqual({
      type: 'http',
      url,
      headers: { Authorization: `Bearer $\{input:maliang-key}` },
    });
    expect(JSON.parse(web.get('inputs') ?? '')).toMatchObject([{ id: 'maliang-key' }]);
  });

  it('Cherry Studio: base64 of everything, with the patience it needs', () => {
    const servers = (connection: Connection) =>
      fromBase64(linkOf('cherry-studio', connection).searchParams.get('servers'));
    const patience = { longRunning: true, timeout: 300 };
    expect(servers(npxConnection('linux'))).toEqual({
      mcpServers: { maliang: { type: 'stdio', ...npx, ...patience } },
    });
    expect(servers(remote)).toEqual({
      mcpServers: {
        maliang: { type: 'streamableHttp', url, baseUrl: url, ...bearer, ...patience },
      },
    });
  });

  it('Goose: the command word by word', () => {
    const { searchParams } = linkOf('goose', npxConnection('linux'));
    expect([searchParams.get('cmd'), ...searchParams.getAll('arg')]).toEqual([
      npx.command,
      ...npx.args,
    ]);
    expect(linkOf('goose', remote).searchParams.get('url')).toBe(url);
    expect(linkOf('goose', remote).href).not.toContain('+');
  });
});

describe('texts, read as the program does', () => {
  it('Codex: TOML', () => {
    const { text } = find('codex');
    expect(parseToml(text(installed, 'win32'))).toEqual({
      mcp_servers: {
        maliang: {
          command: installed.command,
          args: installed.args,
          startup_timeout_sec: 60,
          tool_timeout_sec: 300,
        },
      },
    });
    expect(parseToml(text(npxConnection('linux', ['OPENAI_API_KEY']), 'linux'))).toMatchObject({
      mcp_servers: { maliang: { env: { OPENAI_API_KEY: 'your-key' } } },
    });
    expect(parseToml(text(remote, 'linux'))).toMatchObject({
      mcp_servers: { maliang: { url, http_headers: { Authorization: `Bearer ${key}` } } },
    });
  });

  it('Goose: YAML', () => {
    const { text } = find('goose');
    const secrets = ['OPENAI_API_KEY', 'XAI_API_KEY'];
    expect(parseYaml(text({ ...installed, secrets }, 'win32'))).toMatchObject({
      extensions: {
        maliang: {
          type: 'stdio',
          cmd: installed.command,
          args: installed.args,
          envs: { OPENAI_API_KEY: 'your-key', XAI_API_KEY: 'your-key' },
        },
      },
    });
    expect(parseYaml(text(remote, 'linux'))).toMatchObject({
      extensions: {
        maliang: { type: 'streamable_http', uri: url, headers: { Authorization: `Bearer ${key}` } },
      },
    });
  });

  it('Windsurf has another name for the address, Claude Desktop goes over a bridge', () => {
    expect(find('windsurf').entry?.(remote, 'linux')).toMatchObject({ serverUrl: url });
    const { text } = find('claude-desktop');
    expect(JSON.parse(text(remote, 'linux'))).toEqual({
      mcpServers: {
        maliang: {
          command: 'npx',
          args: ['-y', 'mcp-remote', url, '--header', `Authorization:$\{AUTHORIZATION}`],
          env: { AUTHORIZATION: `Bearer ${key}` },
        },
      },
    });
    expect(text({ ...open, url: 'http://10.0.0.2:3000/mcp' }, 'linux')).toContain('--allow-http');
    expect(text({ ...open, url: 'http://127.0.0.1:3000/mcp' }, 'linux')).not.toContain('allow');
  });

  it('Claude Code: a command of the shell', () => {
    const { text } = find('claude-code');
    expect(text(npxConnection('linux', ['OPENAI_API_KEY']), 'linux')).toBe(
      'claude mcp add --scope user --env OPENAI_API_KEY=your-key --transport stdio maliang -- npx -y maliang mcp',
    );
    expect(text(remote, 'linux')).toBe(
      `claude mcp add --scope user --transport http maliang ${url} --header "Authorization: Bearer ${key}"`,
    );
    expect(text(installed, 'linux')).toContain('-- "C:\\Program Files\\node.exe" ');
  });
});
