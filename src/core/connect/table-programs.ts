import { type Connection, serverName } from './connection.ts';
import { linkTo } from './links.ts';
import type { Program } from './program.ts';

const patienceSeconds = 300;

/** Codex takes TOML, and waits 60 s for an answer where it is not told otherwise. */
export const codex: Program = {
  id: 'codex',
  name: 'Codex CLI',
  file: {
    places: {
      darwin: '~/.codex/config.toml',
      linux: '~/.codex/config.toml',
      win32: '~\\.codex\\config.toml',
    },
    language: 'toml',
    path: ['mcp_servers'],
  },
  language: 'toml',
  text(connection) {
    const head = [`[mcp_servers.${serverName}]`, ...wayOf(connection)];
    // A package of npm is fetched before it can start.
    const tail = [`startup_timeout_sec = 60`, `tool_timeout_sec = ${patienceSeconds}`];
    const lines = [...head, ...tail];
    const secrets = connection.kind === 'stdio' ? connection.secrets : [];
    if (secrets.length > 0) lines.push('', `[mcp_servers.${serverName}.env]`);
    return [...lines, ...secrets.map((name) => `${name} = "your-key"`)].join('\n');
  },
};

function wayOf(connection: Connection): string[] {
  if (connection.kind === 'stdio') {
    const { command, args } = connection;
    return [`command = ${tomlText(command)}`, `args = [${args.map(tomlText).join(', ')}]`];
  }
  const { url, key } = connection;
  const header = `http_headers = { Authorization = ${tomlText(`Bearer ${key}`)} }`;
  return [`url = ${tomlText(url)}`, ...(key === undefined ? [] : [header])];
}

/** A basic string of TOML and a double-quoted one of YAML escape what JSON escapes. */
function tomlText(text: string): string {
  return JSON.stringify(text);
}

/** Goose takes YAML, and links that spell the command out. */
export const goose: Program = {
  id: 'goose',
  name: 'Goose',
  file: {
    places: {
      darwin: '~/.config/goose/config.yaml',
      linux: '~/.config/goose/config.yaml',
      win32: '%APPDATA%\\Block\\goose\\config\\config.yaml',
    },
    language: 'yaml',
    path: ['extensions'],
  },
  language: 'yaml',
  text(connection) {
    const fields =
      connection.kind === 'stdio'
        ? [
            'type: stdio',
            `cmd: ${JSON.stringify(connection.command)}`,
            `args: ${JSON.stringify(connection.args)}`,
            ...connection.secrets.map((name, at) =>
              at === 0 ? `envs:\n      ${name}: "your-key"` : `  ${name}: "your-key"`,
            ),
          ]
        : [
            'type: streamable_http',
            `uri: ${JSON.stringify(connection.url)}`,
            ...(connection.key === undefined
              ? []
              : [`headers:\n      Authorization: ${JSON.stringify(`Bearer ${connection.key}`)}`]),
          ];
    const lines = ['name: Maliang', 'enabled: true', `timeout: ${patienceSeconds}`, ...fields];
    const indented = lines.map((line) => `    ${line}`).join('\n');
    return `extensions:\n  ${serverName}:\n${indented}`;
  },
  link(connection) {
    const way =
      connection.kind === 'stdio'
        ? [
            ['cmd', connection.command] as const,
            ...connection.args.map((arg) => ['arg', arg] as const),
          ]
        : [['url', connection.url] as const, ['type', 'streamable_http'] as const];
    return linkTo('goose://extension', [
      ...way,
      ['id', serverName],
      ['name', 'Maliang'],
      ['description', 'Paints, edits and keeps pictures'],
      ['timeout', String(patienceSeconds)],
    ]);
  },
};
