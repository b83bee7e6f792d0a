import { type Connection, npxCommand, type System } from './connection.ts';
import type { Entry, Json } from './program.ts';

/** A server as most programs take it: `command`, `args`, `env`, or `url`, `headers`. */
export function plainEntry(connection: Connection): Entry {
  if (connection.kind === 'http') {
    return { url: connection.url, ...headersOf(connection.key) };
  }
  const { command, args, secrets } = connection;
  return { command, args: [...args], ...environmentOf(secrets) };
}

/** The same with the word for its kind in front. */
export function typedEntry(connection: Connection): Entry {
  return { type: connection.kind, ...plainEntry(connection) };
}

/** The variable that carries a key to `mcp-remote`. */
const carrier = 'AUTHORIZATION';

/** The `headers` that a key goes into; nothing without one. */
export function headersOf(key: string | undefined): Entry {
  return key === undefined ? {} : { headers: { Authorization: `Bearer ${key}` } };
}

/** An `env` for its user to fill in. */
export function environmentOf(secrets: readonly string[], name = 'env'): Entry {
  if (secrets.length === 0) return {};
  return { [name]: Object.fromEntries(secrets.map((secret) => [secret, 'your-key'])) };
}

/**
 * For programs that start processes only: `mcp-remote` of npm carries stdio to HTTP. The key goes
 * through the environment, because some of them cut words at spaces.
 */
export function bridgedEntry(connection: Connection, system: System): Entry {
  if (connection.kind === 'stdio') return plainEntry(connection);
  const { url, key } = connection;
  const isPlain = /^http:\/\/(?!localhost[:/]|127\.0\.0\.1[:/])/.test(url);
  const header = key === undefined ? [] : ['--header', `Authorization:\${${carrier}}`];
  const words = ['mcp-remote', url, ...(isPlain ? ['--allow-http'] : []), ...header];
  return {
    ...npxCommand(system, words),
    ...(key !== undefined && { env: { [carrier]: `Bearer ${key}` } }),
  };
}

/** A file with this server and nothing else in it. */
export function wholeFile(path: readonly string[], entry: Entry, rest: Entry = {}): string {
  const servers = path.reduceRight<Json>((inner, name) => ({ [name]: inner }), entry);
  const json = JSON.stringify({ ...rest, ...(servers as Entry) }, undefined, 2);
  // Words of a command are read in one line.
  return json.replace(/\[\n\s+("[^\n]*"(?:,\n\s+"[^\n]*")*)\n\s+\]/g, (_, words: string) => {
    return `[${words.replace(/,\n\s+/g, ', ')}]`;
  });
}
