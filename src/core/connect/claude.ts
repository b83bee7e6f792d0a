import { type Connection, serverName } from './connection.ts';
import { bridgedEntry, typedEntry, wholeFile } from './entries.ts';
import type { Program } from './program.ts';

/** Claude Desktop's file starts processes only; addresses go through a bridge. */
export const claudeDesktop: Program = {
  id: 'claude-desktop',
  name: 'Claude Desktop',
  file: {
    places: {
      darwin: '~/Library/Application Support/Claude/claude_desktop_config.json',
      linux: '~/.config/Claude/claude_desktop_config.json',
      win32: '%APPDATA%\\Claude\\claude_desktop_config.json',
    },
    language: 'jsonc',
    path: ['mcpServers'],
  },
  language: 'json',
  text: (connection, system) =>
    wholeFile(['mcpServers', serverName], bridgedEntry(connection, system)),
  entry: bridgedEntry,
};

/** Claude Code is told by its own command; its file has the same servers. */
export const claudeCode: Program = {
  id: 'claude-code',
  name: 'Claude Code',
  file: {
    places: { darwin: '~/.claude.json', linux: '~/.claude.json', win32: '~\\.claude.json' },
    language: 'jsonc',
    path: ['mcpServers'],
  },
  language: 'sh',
  text: shellCommand,
  entry: typedEntry,
};

function shellCommand(connection: Connection): string {
  const add = 'claude mcp add --scope user';
  if (connection.kind === 'http') {
    const { url, key } = connection;
    const header = key === undefined ? '' : ` --header "Authorization: Bearer ${key}"`;
    return `${add} --transport http ${serverName} ${url}${header}`;
  }
  const { command, args, secrets } = connection;
  // `--env` takes all words up to the next option, so one has to follow it.
  const env = secrets.map((name) => ` --env ${name}=your-key`).join('');
  const words = [command, ...args].map(quote).join(' ');
  return `${add}${env} --transport stdio ${serverName} -- ${words}`;
}

/** Double quotes are understood by every shell; a path may have spaces. */
function quote(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`;
}
