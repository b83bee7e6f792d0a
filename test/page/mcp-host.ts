import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type {
  McpUiHostCapabilities,
  McpUiHostContext,
  McpUiResourceCsp,
} from '@modelcontextprotocol/ext-apps/app-bridge';
import type { Browser, Frame, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import type { ServeProcess } from '../e2e/maliang-process.ts';

type Params = Record<string, unknown>;

/** A host with the view of a server in a real browser: a client here, the official bridge there. */
export interface McpHost {
  client: Client;
  page: Page;
  /** Inside of the view. */
  view: Frame;
  /** Names and arguments of the tools that the view called. */
  calls: { name: string; arguments: Params }[];
  /** What else it asked its host for, by kind. */
  notes: { kind: string; params: Params }[];
  /** Errors of scripts, and everything the policy refused. */
  complaints: string[];
  /** Calls a method of the bridge. */
  bridge(method: string, params?: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** What the host is. */
export interface HostTraits {
  can?: McpUiHostCapabilities;
  context?: McpUiHostContext;
  /** Leaves `resourceDomains` of the view's policy out, as claude.ai does. */
  ignoresDomains?: boolean;
}

/** Everything a host can do. */
const everything: McpUiHostCapabilities = {
  serverTools: {},
  openLinks: {},
  downloadFile: {},
  message: { text: {} },
  updateModelContext: { text: {} },
};

/** Connects a client that declares views, and shows the one of `generate_image`. */
export async function openMcpHost(
  browser: Browser,
  server: ServeProcess,
  { can = everything, context = {}, ignoresDomains = false }: HostTraits = {},
): Promise<McpHost> {
  const client = new Client({ name: 'host', version: '1' }, { capabilities: declared });
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', server.url)));
  const web = await serveHost(await readView(client), ignoresDomains);
  const { page, complaints } = await openPage(browser);
  const calls: McpHost['calls'] = [];
  const notes: McpHost['notes'] = [];
  await page.exposeFunction('callTool', (params: McpHost['calls'][number]) => {
    calls.push(params);
    return client.callTool(params);
  });
  await page.exposeFunction('note', (kind: string, params: Params) => {
    notes.push({ kind, params });
  });
  await page.goto(web.url);
  await page.evaluate(`open(${JSON.stringify(can)}, ${JSON.stringify(context)}).then((made) => {
    globalThis.bridge = made;
  })`);
  const view = page.frames().find((frame) => frame.url().endsWith('/view'));
  if (!view) throw new Error('The view was not loaded.');
  return {
    client,
    page,
    view,
    calls,
    notes,
    complaints,
    bridge: (method, params = {}) =>
      page.evaluate(`bridge[${JSON.stringify(method)}](${JSON.stringify(params)})`),
    async close() {
      await page.context().close();
      await client.close();
      await web.close();
    },
  };
}

const declared = {
  extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } },
};

interface View {
  html: string;
  csp: McpUiResourceCsp;
}

async function readView(client: Client): Promise<View> {
  const { tools } = await client.listTools();
  const meta = tools.find(({ name }) => name === 'generate_image')?._meta;
  const { contents } = await client.readResource({ uri: String(meta?.['ui/resourceUri']) });
  const [content] = contents as unknown as {
    text: string;
    _meta: { ui: { csp: McpUiResourceCsp } };
  }[];
  if (!content) throw new Error('The view is empty.');
  return { html: content.text, csp: content._meta.ui.csp };
}

/** The policy that the specification of 2026-01-26 makes of a view's own wishes. */
function policyOf({ resourceDomains = [], connectDomains = [] }: McpUiResourceCsp): string {
  const from = ["'self'", ...resourceDomains].join(' ');
  return [
    "default-src 'none'",
    `script-src ${from} 'unsafe-inline'`,
    `style-src ${from} 'unsafe-inline'`,
    `img-src ${from} data:`,
    `font-src ${from}`,
    `media-src ${from} data:`,
    `connect-src ${connectDomains.join(' ') || "'none'"}`,
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'self'",
  ].join('; ');
}

async function serveHost({ html, csp }: View, ignoresDomains: boolean) {
  const script = await bundleHost();
  const policy = policyOf(ignoresDomains ? {} : csp);
  const style = 'body{margin:0;font-family:sans-serif}iframe{width:100%;border:0;display:block}';
  const pages: Record<string, [type: string, body: string, policy?: string]> = {
    '/': [
      'text/html',
      `<meta name=color-scheme content="light dark"><link rel=icon href=data:,><style>${style}</style><body><script type=module src=/host.js></script>`,
    ],
    '/host.js': ['text/javascript', script],
    '/view': ['text/html', html, policy],
  };
  const server = createServer((request, response) => {
    const [type, body, itsPolicy] = pages[request.url ?? ''] ?? ['text/plain', ''];
    response.setHeader('content-type', `${type}; charset=utf-8`);
    if (itsPolicy) response.setHeader('content-security-policy', itsPolicy);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let bundled: Promise<string> | undefined;

function bundleHost(): Promise<string> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<string> {
  const input = fileURLToPath(new URL('./mcp-host-page.ts', import.meta.url));
  const made = await rolldown({ input, platform: 'browser', logLevel: 'silent' });
  const { output } = await made.generate({ format: 'esm' });
  await made.close();
  return output[0].code;
}

async function openPage(browser: Browser) {
  const context = await browser.newContext({
    viewport: { width: 720, height: 900 },
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return { page, complaints };
}
