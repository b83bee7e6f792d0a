import type { Client } from '@modelcontextprotocol/client';
import type { Sandbox } from './maliang-process.ts';
import { createClient, type Era } from './mcp-client.ts';
import { startStdio } from './stdio-process.ts';

/** A client of whatever a program was told to start: this Node, a file, words. */
export async function connectCommand(
  [program = '', file = '', ...words]: readonly string[],
  sandbox: Sandbox,
  era: Era,
): Promise<Client> {
  const client = createClient(era);
  const { transport } = startStdio(sandbox, { program: [program], file, words });
  await client.connect(transport);
  return client;
}
