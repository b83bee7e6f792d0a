import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StdioConnection } from '../../core/connect/connection.ts';
import { programs } from '../../core/connect/programs.ts';
import { readJsonc } from '../../kit/edit-jsonc.ts';
import { findFile } from './init/find-file.ts';
import { type InitTools, init } from './init.ts';

const installed: StdioConnection = {
  kind: 'stdio',
  command: '/usr/bin/node',
  args: ['/opt/maliang.js', 'mcp'],
  secrets: [],
};
const now = Date.UTC(2026, 10, 20, 22, 56, 30);
let home: string;
let said: string[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'init-'));
  said = [];
});

afterEach(() => rmSync(home, { recursive: true }));

function tools(more: Partial<InitTools> = {}): InitTools {
  return {
    machine: { system: 'linux', home, appData: undefined, xdgConfigHome: undefined },
    installed,
    options: { yes: true },
    locale: 'en',
    settingsFile: '~/.config/maliang/config.json',
    ask: undefined,
    print: (text) => said.push(text),
    now,
    ...more,
  };
}

function place(path: string, text: string): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const read = (file: string) => readJsonc(readFileSync(file, 'utf8'));
const output = () => said.join('\n');

const olderBlock = `{
  "mcpServers": {
    "openai-image-gen": {
      "command": "uvx",
      "args": ["gpt-image-1"],
      "env": {
        "API_KEY": "sk-1234567890abcdef",
        "API_BASE_URL": "https://relay.example",
        "IMAGE_HOSTING_TOKEN": "1|abcdef", // the token of the image host
        "IMAGE_HOSTING_URL": "https://image.example/api/v1/upload",
      },
    },
  },
}
`;

describe('a program without us', () => {
  it('is told of us beside what it has, and what was there before is kept', async () => {
    const before = '{\n  // mine\n  "mcpServers": {\n    "other": { "command": "x" }\n  }\n}\n';
    const file = place('.cursor/mcp.json', before);
    await init([], tools());
    expect(read(file)).toEqual({
      mcpServers: {
        other: { command: 'x' },
        maliang: { command: '/usr/bin/node', args: ['/opt/maliang.js', 'mcp'] },
      },
    });
    expect(readFileSync(file, 'utf8')).toContain('// mine');
    expect(readFileSync(`${file}.20261120-225630.bak`, 'utf8')).toBe(before);
    expect(output()).toContain('+     "maliang": {');
    expect(output()).toContain('OPENAI_API_KEY');
  });

  it('is told where its folder is there but its file is not, and nothing else is found', async () => {
    mkdirSync(join(home, '.cursor'));
    await init([], tools());
    expect(read(join(home, '.cursor/mcp.json'))).toHaveProperty('mcpServers.maliang');
    expect(readdirSync(home)).toEqual(['.cursor']);
    expect(readdirSync(join(home, '.cursor'))).toEqual(['mcp.json']);
  });

  it('gets its folder when it is named', async () => {
    await init(['windsurf'], tools());
    expect(read(join(home, '.codeium/windsurf/mcp_config.json'))).toHaveProperty(
      'mcpServers.maliang',
    );
  });

  it('is told a second time without a change', async () => {
    const file = place('.cursor/mcp.json', '{}');
    await init([], tools());
    const first = readFileSync(file, 'utf8');
    await init([], tools({ now: now + 60_000 }));
    expect(readFileSync(file, 'utf8')).toBe(first);
    expect(said.at(-1)).toContain('nothing to change');
  });
});

describe('the older server', () => {
  it('becomes ours by its command and args alone, with its env and comments as they were', async () => {
    const file = place('.config/Claude/claude_desktop_config.json', olderBlock);
    await init(['claude-desktop'], tools());
    const after = readFileSync(file, 'utf8');
    expect(after).toBe(
      olderBlock
        .replace('"uvx"', '"/usr/bin/node"')
        .replace('["gpt-image-1"]', /"args": (\[[^\]]*\])/.exec(after)?.[1] ?? ''),
    );
    expect(read(file)).toHaveProperty('mcpServers.openai-image-gen.args', installed.args);
    expect(output()).toContain('older image server');
    expect(output()).not.toContain('sk-1234567890abcdef');
    expect(output()).not.toContain('1|abcdef');
  });

  it('stays where the program is to talk to a remote server, and we are added', async () => {
    const file = place('.cursor/mcp.json', olderBlock);
    await init(['cursor'], tools({ options: { yes: true, remote: 'https://images.example' } }));
    expect(read(file)).toMatchObject({
      mcpServers: {
        'openai-image-gen': { command: 'uvx' },
        maliang: { url: 'https://images.example/mcp' },
      },
    });
  });
});

describe('a server of ours', () => {
  it('keeps its name, its env and its key', async () => {
    const file = place(
      '.cursor/mcp.json',
      '{"mcpServers": {"paint": {"command": "npx", "args": ["-y", "maliang", "mcp"], "env": {"A": "1"}}}}',
    );
    await init(['cursor'], tools());
    expect(read(file)).toEqual({
      mcpServers: { paint: { command: '/usr/bin/node', args: installed.args, env: { A: '1' } } },
    });
    const options = { yes: true, remote: 'https://a.example/', key: 'mlk_secret' };
    await init(['cursor'], tools({ options, now: now + 1000 }));
    const kept = place('.cursor/mcp.json', readFileSync(file, 'utf8'));
    await init(['cursor'], tools({ options: { ...options, key: undefined }, now: now + 2000 }));
    expect(JSON.stringify(read(kept))).toContain('Bearer mlk_secret');
    expect(output()).not.toContain('mlk_secret');
  });
});

describe('asking', () => {
  it('writes after a yes, and nothing after anything else', async () => {
    const file = place('.cursor/mcp.json', '{}');
    const asked: string[] = [];
    const answering = (answer: string) => async (question: string) => {
      asked.push(question);
      return answer;
    };
    await init([], tools({ options: {}, ask: answering('') }));
    expect(read(file)).toEqual({});
    await init([], tools({ options: {}, ask: answering('y') }));
    expect(read(file)).toHaveProperty('mcpServers.maliang');
    expect(asked).toEqual(['Write this? [y/N] ', 'Write this? [y/N] ']);
  });

  it('writes nothing where nobody can be asked, or where it only prints', async () => {
    const file = place('.cursor/mcp.json', '{}');
    await init([], tools({ options: {} }));
    expect(output()).toContain('--yes');
    await init([], tools({ options: { print: true, yes: true } }));
    expect(readFileSync(file, 'utf8')).toBe('{}');
    expect(readdirSync(dirname(file))).toEqual(['mcp.json']);
  });

  it('asks for the key of a remote server, and says everything in Chinese too', async () => {
    const file = place('.cursor/mcp.json', '{}');
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return questions.length === 1 ? 'mlk_abc' : '好';
    };
    await init([], tools({ options: { remote: 'http://10.0.0.2:3000' }, ask, locale: 'zh' }));
    expect(read(file)).toEqual({
      mcpServers: {
        maliang: { url: 'http://10.0.0.2:3000/mcp', headers: { Authorization: 'Bearer mlk_abc' } },
      },
    });
    expect(questions[0]).toContain('密钥');
    expect(output()).toContain('已写入');
  });
});

describe('other forms of files', () => {
  it('VS Code is given a question in place of the key, once', async () => {
    const file = place('.config/Code/User/mcp.json', '{"inputs": [{"id": "mine"}]}');
    const options = { yes: true, remote: 'https://a.example', key: 'mlk_secret' };
    await init(['vscode'], tools({ options }));
    await init(['vscode'], tools({ options, now: now + 1000 }));
    expect(read(file)).toMatchObject({
      inputs: [{ id: 'mine' }, { id: 'maliang-key', password: true }],
      servers: { maliang: { headers: { Authorization: `Bearer $\{input:maliang-key}` } } },
    });
    expect(readFileSync(file, 'utf8')).not.toContain('mlk_secret');
  });

  it('Codex gets a table behind its own, and only its lines change later', async () => {
    const before = 'model = "x" # mine\n\n[mcp_servers.other]\ncommand = "y"\n';
    const file = place('.codex/config.toml', before);
    await init(['codex'], tools());
    const first = readFileSync(file, 'utf8');
    expect(first.startsWith(`${before}\n[mcp_servers.maliang]\n`)).toBe(true);
    writeFileSync(file, first.replace('tool_timeout_sec = 300', 'tool_timeout_sec = 77'));
    const options = { yes: true, remote: 'https://a.example', key: 'mlk_secret' };
    await init(['codex'], tools({ options, now: now + 1000 }));
    const second = readFileSync(file, 'utf8');
    expect(second).toContain('url = "https://a.example/mcp"');
    expect(second).toContain('tool_timeout_sec = 77');
    expect(second).not.toContain('/opt/maliang.js');
    expect(second.startsWith(before)).toBe(true);
    expect(output()).not.toContain('mlk_secret');
  });

  it('Codex is left to its user where its servers are written in another way', async () => {
    for (const text of [
      'mcp_servers = { a = { command = "x" } }\n',
      'mcp_servers.maliang.url = "u"\n',
    ]) {
      const file = place('.codex/config.toml', text);
      await init(['codex'], tools());
      expect(readFileSync(file, 'utf8')).toBe(text);
      expect(said.at(-1)).toContain('[mcp_servers.maliang]');
    }
  });

  it('programs that keep no file we write are shown what to paste, and a link', async () => {
    await init(['cherry-studio', 'goose'], tools());
    expect(output()).toContain('cherrystudio://mcp/install?servers=');
    expect(output()).toContain('goose://extension?cmd=');
    expect(readdirSync(home)).toEqual([]);
  });

  it('nothing found means what any program takes', async () => {
    await init([], tools());
    expect(output()).toContain('claude-desktop, claude-code, cursor');
    expect(JSON.parse(said.at(-1) ?? '')).toHaveProperty('mcpServers.maliang.command');
  });
});

describe('what cannot be done', () => {
  it('is told for a broken file, which stays as it is, while the others are written', async () => {
    const broken = place('.cursor/mcp.json', '{\n  "mcpServers": {\n    oops\n}');
    const good = place('.lmstudio/mcp.json', '{}');
    await expect(init([], tools())).rejects.toMatchObject({ code: 'config_file_broken' });
    expect(readFileSync(broken, 'utf8')).toContain('oops');
    expect(read(good)).toHaveProperty('mcpServers.maliang');
  });

  it('is told for a program or an address nobody knows', async () => {
    await expect(init(['emacs'], tools())).rejects.toMatchObject({ code: 'unknown_argument' });
    for (const remote of ['images.example', 'ftp://a.example', 'https://a.example/?key=1']) {
      const asked = init(['cursor'], tools({ options: { yes: true, remote } }));
      await expect(asked).rejects.toMatchObject({ code: 'unknown_argument' });
    }
  });

  it('is told where another program writes in between', async () => {
    const file = place('.cursor/mcp.json', '{}');
    const ask = async () => {
      writeFileSync(file, '{"theirs": 1}');
      return 'y';
    };
    await expect(init([], tools({ options: {}, ask }))).rejects.toMatchObject({
      code: 'config_file_changed',
    });
    expect(read(file)).toEqual({ theirs: 1 });
  });
});

describe('a file', () => {
  it('keeps its mode, and a link to it stays a link', async () => {
    const real = place('dotfiles/cursor.json', '{}');
    chmodSync(real, 0o640);
    mkdirSync(join(home, '.cursor'));
    symlinkSync(real, join(home, '.cursor/mcp.json'));
    await init(['cursor'], tools());
    expect(read(real)).toHaveProperty('mcpServers.maliang');
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(home, '.cursor'))).toEqual(['mcp.json']);
  });

  it('is looked for where each system keeps it', () => {
    const find = (id: string, machine: Partial<InitTools['machine']>) => {
      const program = programs.find((known) => known.id === id);
      if (!program) throw new Error(id);
      return findFile(program, { ...tools().machine, home: '/home/me', ...machine });
    };
    expect(find('vscode', {})).toBe('/home/me/.config/Code/User/mcp.json');
    expect(find('vscode', { xdgConfigHome: '/x' })).toBe('/x/Code/User/mcp.json');
    expect(find('claude-desktop', { system: 'darwin' })).toBe(
      '/home/me/Library/Application Support/Claude/claude_desktop_config.json',
    );
    const windows = { system: 'win32' as const, home: 'C:\\Users\\me', appData: undefined };
    expect(find('claude-desktop', { ...windows, appData: 'D:\\R$&' })).toBe(
      'D:\\R$&\\Claude\\claude_desktop_config.json',
    );
    expect(find('zed', windows)).toBe('C:\\Users\\me\\AppData\\Roaming\\Zed\\settings.json');
    expect(find('cursor', windows)).toBe('C:\\Users\\me\\.cursor\\mcp.json');
  });
});
