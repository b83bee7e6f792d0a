import type { Template } from '../template.ts';
import { claudeCode, claudeDesktop } from './claude.ts';
import { type Connection, serverName, withoutSecrets } from './connection.ts';
import { headersOf, plainEntry, wholeFile } from './entries.ts';
import { configLink, linkTo, toBase64 } from './links.ts';
import type { Entry, Program, ProgramFile } from './program.ts';
import { codex, goose } from './table-programs.ts';
import { vscode } from './vscode.ts';

/** Every program there is a form for, the best known first; everything that tells how to connect is made from it. */
export const programs: readonly Program[] = [
  claudeDesktop,
  claudeCode,
  withSafeLinks(
    plainProgram({
      id: 'cursor',
      name: 'Cursor',
      file: sameFile('~/.cursor/mcp.json', ['mcpServers']),
      link: (connection) =>
        configLink('cursor://anysphere.cursor-deeplink/mcp/install', plainEntry(connection)),
      webLink: (connection) => configLink('https://cursor.com/install-mcp', plainEntry(connection)),
    }),
  ),
  vscode,
  withSafeLinks(
    plainProgram({
      id: 'cherry-studio',
      name: 'Cherry Studio',
      where: {
        en: 'Settings → MCP → Add → Import from JSON',
        zh: '设置 → MCP 服务器 → 添加 → 从 JSON 导入',
      },
      form: cherryEntry,
      link: (connection) =>
        linkTo('cherrystudio://mcp/install', [
          ['servers', toBase64({ mcpServers: { [serverName]: cherryEntry(connection) } })],
        ]),
    }),
  ),
  withSafeLinks(
    plainProgram({
      id: 'lm-studio',
      name: 'LM Studio',
      file: sameFile('~/.lmstudio/mcp.json', ['mcpServers']),
      link: (connection) => configLink('lmstudio://add_mcp', plainEntry(connection)),
      webLink: (connection) =>
        configLink('https://lmstudio.ai/install-mcp', plainEntry(connection)),
    }),
  ),
  codex,
  withSafeLinks(goose),
  plainProgram({
    id: 'windsurf',
    name: 'Windsurf',
    file: sameFile('~/.codeium/windsurf/mcp_config.json', ['mcpServers']),
    form: windsurfEntry,
  }),
  plainProgram({
    id: 'zed',
    name: 'Zed',
    file: {
      places: {
        darwin: '~/.config/zed/settings.json',
        linux: '~/.config/zed/settings.json',
        win32: '%APPDATA%\\Zed\\settings.json',
      },
      language: 'jsonc',
      path: ['context_servers'],
    },
  }),
  plainProgram({
    id: 'lobehub',
    name: 'LobeHub',
    where: {
      en: 'Plugins → Custom plugin → Quick import of JSON',
      zh: '插件 → 自定义插件 → 快速导入 JSON',
    },
  }),
  plainProgram({
    id: 'any',
    name: 'MCP',
    where: { en: 'wherever it keeps its `mcpServers`', zh: '其配置中的 `mcpServers`' },
  }),
];

/** What is special to a program that takes JSON. */
interface PlainProgram {
  id: string;
  name: string;
  where?: Template;
  file?: ProgramFile;
  form?: (connection: Connection) => Entry;
  link?: (connection: Connection) => string;
  webLink?: (connection: Connection) => string;
}

function plainProgram({ form = plainEntry, ...rest }: PlainProgram): Program {
  const path = rest.file?.path ?? ['mcpServers'];
  return {
    language: 'json',
    text: (connection) => wholeFile([...path, serverName], form(connection)),
    entry: form,
    ...rest,
  };
}

/** Links end up in histories and logs, so no key gets into one. */
function withSafeLinks({ link, webLink, ...program }: Program): Program {
  return {
    ...program,
    ...(link && { link: (connection, system) => link(withoutSecrets(connection), system) }),
    ...(webLink && {
      webLink: (connection, system) => webLink(withoutSecrets(connection), system),
    }),
  };
}

/** A file that is below the home of the user on every system. */
function sameFile(place: string, path: readonly string[]): ProgramFile {
  const places = { darwin: place, linux: place, win32: place.replaceAll('/', '\\') };
  return { places, language: 'jsonc', path };
}

/** It gives up after 60 s where it is not told otherwise; its links are taken in without `url` being read. */
function cherryEntry(connection: Connection): Entry {
  const patience = { longRunning: true, timeout: 300 };
  if (connection.kind === 'stdio') {
    return { type: 'stdio', ...plainEntry(connection), ...patience };
  }
  const { url, key } = connection;
  return { type: 'streamableHttp', url, baseUrl: url, ...headersOf(key), ...patience };
}

function windsurfEntry(connection: Connection): Entry {
  if (connection.kind === 'stdio') return plainEntry(connection);
  return { serverUrl: connection.url, ...headersOf(connection.key) };
}
