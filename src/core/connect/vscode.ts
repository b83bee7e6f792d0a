import { type Connection, serverName } from './connection.ts';
import { typedEntry, wholeFile } from './entries.ts';
import { linkTo } from './links.ts';
import type { Entry, Program, ProgramInput } from './program.ts';

const keyInput = 'maliang-key';

/** VS Code asks for secrets itself and keeps them, because its files are often committed. */
export const vscode: Program = {
  id: 'vscode',
  name: 'VS Code',
  file: {
    places: {
      darwin: '~/Library/Application Support/Code/User/mcp.json',
      linux: '~/.config/Code/User/mcp.json',
      win32: '%APPDATA%\\Code\\User\\mcp.json',
    },
    language: 'jsonc',
    path: ['servers'],
  },
  language: 'json',
  text(connection) {
    const inputs = inputsOf(connection);
    const rest: Entry =
      inputs.length === 0 ? {} : { inputs: inputs.map((input) => ({ ...input })) };
    return wholeFile(['servers', serverName], entryOf(connection), rest);
  },
  entry: entryOf,
  inputs: inputsOf,
  link(connection) {
    const inputs = inputsOf(connection);
    const server = {
      name: serverName,
      ...entryOf(connection),
      ...(inputs.length > 0 && { inputs }),
    };
    return `vscode:mcp/install?${encodeURIComponent(JSON.stringify(server))}`;
  },
  webLink(connection) {
    const inputs = inputsOf(connection);
    return linkTo('https://insiders.vscode.dev/redirect/mcp/install', [
      ['name', serverName],
      ...(inputs.length > 0 ? [['inputs', JSON.stringify(inputs)] as const] : []),
      ['config', JSON.stringify(entryOf(connection))],
    ]);
  },
};

function entryOf(connection: Connection): Entry {
  if (connection.kind === 'http') {
    return typedEntry({ ...connection, key: connection.key && asked(keyInput) });
  }
  const env = connection.secrets.map((name) => [name, asked(inputIdOf(name))]);
  return {
    ...typedEntry({ ...connection, secrets: [] }),
    ...(env.length > 0 && { env: Object.fromEntries(env) }),
  };
}

function inputsOf(connection: Connection): ProgramInput[] {
  const ask = (id: string, description: string): ProgramInput => ({
    type: 'promptString',
    id,
    description,
    password: true,
  });
  if (connection.kind === 'stdio') {
    return connection.secrets.map((name) => ask(inputIdOf(name), `${name} (may be left empty)`));
  }
  return connection.key === undefined ? [] : [ask(keyInput, 'Key of the Maliang server')];
}

function inputIdOf(secret: string): string {
  return secret.toLowerCase().replaceAll('_', '-');
}

function asked(id: string): string {
  return `\${input:${id}}`;
}
