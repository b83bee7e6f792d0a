import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type ClientCapabilities,
  McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { readApiStatus } from './api-status.ts';
import { addGallery, describeForHost } from './apps.ts';
import type { Connection } from './exchange.ts';
import { builtGallery } from './gallery-file.ts';
import { addImageResources } from './image-resources.ts';
import type { McpOptions } from './options.ts';
import { runTool } from './run-tool.ts';
import { asShown } from './schema.ts';
import { addStylePrompts } from './style-prompts.ts';
import { addTasks, takesTasks } from './tasks.ts';
import { createTools } from './tools/index.ts';

const instructions =
  'Paints and edits images and keeps them under lasting URLs. Show the URL from the first text block as it is; never repeat a call to get the same image again: use get_image.';

/** What lists say of how long they hold: they change with the server's settings alone. */
const listHint = { ttlMs: 3_600_000, cacheScope: 'private' } as const;

const statusUri = 'openai://api/status';

/** Makes server instances that are all alike; both protocol eras are served by the same. */
export function createServerFactory(options: McpOptions, connection: Connection): () => McpServer {
  const { app, version, extension, gallery = builtGallery } = options;
  const tools = createTools({ ...options, gallery }).map((tool) => ({
    tool,
    shown: {
      title: tool.title,
      description: tool.description,
      inputSchema: asShown(tool.input),
      ...(tool.output && { outputSchema: asShown(tool.output) }),
      annotations: tool.annotations,
      ...(gallery && describeForHost(tool, gallery)),
    },
  }));
  return () => {
    const server = new McpServer(
      { name: 'maliang', title: 'Maliang', version },
      {
        instructions,
        capabilities: { tools: { listChanged: false }, resources: { listChanged: false } },
        cacheHints: { 'tools/list': listHint, 'resources/list': listHint },
        ...(extension && { requestState: extension.requestState }),
      },
    );
    const served = (context: ServerContext) => ({
      options,
      connection,
      clientName: clientNameOf(server, context),
      takesTasks: takesTasks(context),
      capabilities: capabilitiesOf(server, context),
    });
    for (const { tool, shown } of tools) {
      server.registerTool(tool.name, shown, (input, context) =>
        runTool(tool, input, context, served(context)),
      );
    }
    server.registerResource(
      'api-status',
      statusUri,
      {
        title: { en: 'Image API status', zh: '图片 API 状态' }[options.locale],
        description:
          'Whether the image API answers and takes the key: status, message, http_status.',
        mimeType: 'application/json',
      },
      async (_uri, context) => {
        const { caller } = connection.exchangeOf(context);
        const text = JSON.stringify(await readApiStatus(app, caller.locale));
        return { contents: [{ uri: statusUri, mimeType: 'application/json', text }] };
      },
    );
    addTasks(server, served);
    addImageResources(server, options, connection);
    if (gallery) addGallery(server, gallery, options.locale);
    if (extension) extension.register(server);
    else addStylePrompts(server, options, connection);
    return server;
  };
}

/** What the client can do: it says so in each message, or since 2025 when it opened its session. */
function capabilitiesOf(
  server: McpServer,
  { mcpReq: { envelope } }: ServerContext,
): ClientCapabilities | undefined {
  const told: Partial<Record<string, ClientCapabilities>> = { ...envelope };
  return told[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities();
}

/** What the client calls itself: in each message, or since 2025 when it opened its session. */
function clientNameOf(server: McpServer, { mcpReq }: ServerContext): string | undefined {
  const envelope: Record<string, unknown> = { ...mcpReq.envelope };
  const told = envelope[CLIENT_INFO_META_KEY] ?? server.server.getClientVersion();
  const name = typeof told === 'object' && told !== null && 'name' in told ? told.name : undefined;
  return typeof name === 'string' ? name : undefined;
}
