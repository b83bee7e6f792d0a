import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import {
  Client,
  type JSONRPCMessage,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { type App, createApp } from '../../src/app.ts';
import { loadSettings } from '../../src/config/load.ts';
import type { Caller } from '../../src/core/caller.ts';
import { createMcpMount } from '../../src/faces/mcp/http.ts';
import type { McpOptions } from '../../src/faces/mcp/options.ts';
import { serveMcpStdio } from '../../src/faces/mcp/stdio.ts';

/** The protocol revisions a client may speak. */
export type Era = '2025' | '2026';

/** A whole server in this process, on a data folder of its own. */
export interface McpRig {
  app: App;
  folder: string;
  options: McpOptions;
  caller: Caller;
  close(): Promise<void>;
}

/** Makes it from settings as an environment would hold them; without any, the demo painter answers. */
export async function createMcpRig(
  environment: Record<string, string> = {},
  more: Partial<McpOptions> = {},
): Promise<McpRig> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-rig-'));
  const { settings } = loadSettings({ flags: {}, environment, dotEnv: {}, configFile: {} });
  const silent = () => {};
  const app = createApp({
    settings,
    dataDir: join(folder, 'data'),
    saveDir: join(folder, 'saved'),
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    mayBeVolatile: true,
    describeGeneration: ({ id }) => ({ id }),
  });
  const stdio = more.stdio ?? true;
  const options: McpOptions = {
    app,
    locale: 'en',
    version: '0.0.0',
    saveFolderLabel: join(folder, 'saved'),
    fileFolders: stdio ? [join(folder, 'saved')] : [],
    stdio,
    callerCredentials: true,
    gallery: { uri: 'ui://maliang/gallery-00000000.html', html: '<!doctype html>' },
    ...more,
  };
  return {
    app,
    folder,
    options,
    caller: {
      id: 'local',
      key: undefined,
      face: 'mcp',
      locale: 'en',
      mayBringCredentials: options.callerCredentials,
      rateKey: undefined,
      ratePerMinute: undefined,
      assetOrigin: 'http://127.0.0.1:3000',
    },
    async close() {
      await app.close(10);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A client of the server over a pair of streams, as a host opens it. */
export interface StdioConnection {
  client: Client;
  stdin: PassThrough;
  /** Every line the server wrote. */
  lines: string[];
  /** Settles when the server has nothing more to do. */
  served: Promise<void>;
}

/** Connects a client over streams. */
export async function connectStdio(
  rig: McpRig,
  era: Era = '2025',
  clientName = 'rig',
): Promise<StdioConnection> {
  const { stdin, lines, served, transport } = openStdio(rig);
  const client = createClient(era, clientName);
  await client.connect(transport);
  return { client, stdin, lines, served };
}

/** Opens the streams alone, with nobody who speaks first. */
export function openStdio(rig: McpRig) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const served = serveMcpStdio(rig.options, rig.caller, { stdin, stdout });
  const lines: string[] = [];
  const transport: Transport = {
    async start() {},
    async send(message) {
      stdin.write(`${JSON.stringify(message)}\n`);
    },
    async close() {
      stdin.end();
      transport.onclose?.();
    },
  };
  createInterface({ input: stdout }).on('line', (line) => {
    lines.push(line);
    transport.onmessage?.(JSON.parse(line) as JSONRPCMessage);
  });
  return { stdin, lines, served, transport };
}

/** The server on a loopback port. */
export interface HttpRig {
  url: URL;
  /** Who the next requests come from. */
  caller: Caller;
  close(): Promise<void>;
}

/** Mounts the server on a port of the system's choice. */
export async function mountHttp(rig: McpRig): Promise<HttpRig> {
  const mount = createMcpMount(rig.options);
  const http = { caller: rig.caller };
  const server = createServer((incoming, outgoing) => {
    mount(incoming, outgoing, http.caller).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(http, {
    url: new URL(`http://127.0.0.1:${port}/mcp`),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** Connects a client over HTTP. */
export async function connectHttp({ url }: HttpRig, era: Era) {
  const client = createClient(era);
  const transport = new StreamableHTTPClientTransport(url);
  await client.connect(transport);
  return { client, transport };
}

function createClient(era: Era, name = 'rig'): Client {
  const mode = era === '2026' ? { pin: '2026-07-28' } : ('legacy' as const);
  return new Client({ name, version: '0' }, { versionNegotiation: { mode } });
}

/** What somebody says who is asked. */
export type Answer = 'accept' | 'decline' | 'cancel';

/**
 * A client that can ask its user, who answers as told, once each; without answers one that cannot.
 * It is not connected yet.
 */
export function createAsker(era: Era, answers: Answer[] | undefined, agree = true) {
  const asked: string[] = [];
  const mode = era === '2026' ? { pin: '2026-07-28' } : ('legacy' as const);
  const capabilities = answers && { capabilities: { elicitation: {} } };
  const about = { name: 'asker', version: '0' };
  const client = new Client(about, { versionNegotiation: { mode }, ...capabilities });
  if (answers) {
    client.setRequestHandler('elicitation/create', ({ params }) => {
      asked.push(params.message);
      const action = answers.shift() ?? 'cancel';
      return action === 'accept' ? { action, content: { agree } } : { action };
    });
  }
  const connect = ({ url }: HttpRig) => client.connect(new StreamableHTTPClientTransport(url));
  return { client, asked, connect };
}

/** Without those tools that are there for a view, which no host shows its model. */
export function forModels<Listed extends { _meta?: Record<string, unknown> | undefined }>(
  tools: readonly Listed[],
): Listed[] {
  const isForModels = ({ visibility = ['model'] }: { visibility?: string[] }) =>
    visibility.includes('model');
  return tools.filter(({ _meta }) => isForModels(Object(_meta?.ui)));
}

/** The texts of a result's blocks. */
export function textsOf(result: { content: readonly { type: string }[] }): string[] {
  return result.content.map((block) => ('text' in block ? String(block.text) : block.type));
}
