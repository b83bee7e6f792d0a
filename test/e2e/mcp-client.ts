import { createHash } from 'node:crypto';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Sandbox } from './maliang-process.ts';
import { startStdio } from './stdio-process.ts';

/** The protocol revisions a client may speak. */
export type Era = '2025' | '2026';

/** Both of them, for tables. */
export const eras: readonly Era[] = ['2025', '2026'];

/** A client that is not connected yet. */
export function createClient(era: Era): Client {
  const mode = era === '2025' ? ('legacy' as const) : { pin: '2026-07-28' };
  return new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } });
}

/** A client of the bundle over stdio, started as a host does: a command, words, an environment. */
export async function connectStdio(sandbox: Sandbox, era: Era, words = ['mcp']): Promise<Client> {
  const client = createClient(era);
  await client.connect(startStdio(sandbox, { words }).transport);
  return client;
}

/** A client of a running server over HTTP. */
export async function connectHttp(url: string, era: Era, key?: string): Promise<Client> {
  const client = createClient(era);
  const headers = key === undefined ? undefined : { authorization: `Bearer ${key}` };
  const requestInit = headers && { headers };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), requestInit && { requestInit }),
  );
  return client;
}

/** The texts of a tool's result, and whether it is an error. */
export async function call(
  client: Client,
  name: string,
  args: Record<string, unknown> = {},
  timeout = 30_000,
) {
  const result = await client.callTool({ name, arguments: args }, { timeout });
  const content = result.content as { type: string; text?: string }[];
  return {
    isError: result.isError === true,
    texts: content.map(({ text }) => text ?? ''),
    structured: result.structuredContent as Record<string, unknown> | undefined,
  };
}

/** Hex SHA-256 of bytes. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
