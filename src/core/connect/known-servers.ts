import { type Connection, serverName } from './connection.ts';

/** A server as a file has it: whatever its user or another program wrote. */
type Found = Readonly<Record<string, unknown>>;

/** Names that only the older MCP server, which ours takes the place of, has its settings under. */
const olderSettings = ['IMAGE_HOSTING_TOKEN', 'IMAGE_HOSTING_URL', 'DISABLE_LOCAL_SAVE'];

/** Whether a server in a file is ours, however it is started. */
export function isOurs(name: string, server: unknown, connection: Connection): boolean {
  if (!isRecord(server)) return false;
  if (name === serverName) return true;
  const { url, serverUrl } = server;
  if (connection.kind === 'http' && [url, serverUrl].includes(connection.url)) return true;
  return wordsOf(server).some((word) => /(?:^|[\\/])maliang(?:\.js|@[\w.-]+)?$/.test(word));
}

/**
 * Whether a server in a file is the older MCP server, by the settings it is given: all of them go
 * on working with ours.
 */
export function isOlderServer(server: unknown): boolean {
  if (!isRecord(server) || typeof server.command !== 'string') return false;
  const env = isRecord(server.env) ? server.env : {};
  if (olderSettings.some((name) => Object.hasOwn(env, name))) return true;
  const has = (name: string) => Object.hasOwn(env, name);
  const paints = wordsOf(server).some((word) => /image/i.test(word));
  return has('API_KEY') && has('API_BASE_URL') && paints;
}

function wordsOf({ command, args }: Found): string[] {
  const words = [command, ...(Array.isArray(args) ? args : [])];
  return words.filter((word): word is string => typeof word === 'string');
}

function isRecord(value: unknown): value is Found {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
