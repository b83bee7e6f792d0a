/** The systems that programs have other places and other shells on. */
export type System = 'darwin' | 'linux' | 'win32';

/** A process of ours that a program starts and talks to over stdin and stdout. */
export interface StdioConnection {
  kind: 'stdio';
  command: string;
  args: readonly string[];
  /** Settings that its user fills in, by their names in the environment. */
  secrets: readonly string[];
}

/** A running server that a program talks to over HTTP. */
export interface HttpConnection {
  kind: 'http';
  /** Of `/mcp`. */
  url: string;
  /** Of the caller; undefined where the server wants none. */
  key: string | undefined;
}

/** How a program reaches us. */
export type Connection = StdioConnection | HttpConnection;

/** What we are called in every configuration. */
export const serverName = 'maliang';

/** Stands where a key goes in what may end up in histories and logs: links and pages. */
export const keyPlaceholder = 'YOUR_KEY';

/** Started from npm; Windows cannot start `npx` without its shell. */
export function npxConnection(system: System, secrets: readonly string[] = []): StdioConnection {
  return { kind: 'stdio', ...npxCommand(system, [serverName, 'mcp']), secrets };
}

/** A command that runs a package of npm. */
export function npxCommand(system: System, words: readonly string[]) {
  return system === 'win32'
    ? { command: 'cmd', args: ['/c', 'npx', '-y', ...words] }
    : { command: 'npx', args: ['-y', ...words] };
}

/** The same connection, fit for a link: without a key, and without what its user fills in. */
export function withoutSecrets(connection: Connection): Connection {
  if (connection.kind === 'stdio') return { ...connection, secrets: [] };
  return connection.key === undefined ? connection : { ...connection, key: keyPlaceholder };
}
