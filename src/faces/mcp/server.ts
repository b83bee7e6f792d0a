import {
  type CallToolResult,
  McpServer,
  SdkError,
  SdkErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Caller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import { readTraceContext } from '../../core/trace-context.ts';
import { readApiStatus } from './api-status.ts';
import { errorResult } from './error-result.ts';
import { type Connection, discardSpools } from './exchange.ts';
import type { McpOptions } from './options.ts';
import { createReporter } from './progress.ts';
import { asShown, type ToolInput } from './schema.ts';
import type { Tool, ToolCall } from './tool.ts';
import { createTools } from './tools/index.ts';

const instructions =
  'Paints and edits images and keeps them under lasting URLs. Show the URL from the first text block as it is; never repeat a call to get the same image again: use get_image.';

/** What lists say of how long they hold: they change with the server's settings alone. */
const listHint = { ttlMs: 3_600_000, cacheScope: 'private' } as const;

const statusUri = 'openai://api/status';

/** Makes server instances that are all alike; both protocol eras are served by the same. */
export function createServerFactory(options: McpOptions, connection: Connection): () => McpServer {
  const { app, version, extension } = options;
  const tools = createTools(options).map((tool) => ({
    tool,
    shown: {
      title: tool.title,
      description: tool.description,
      inputSchema: asShown(tool.input),
      outputSchema: asShown(tool.output),
      annotations: tool.annotations,
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
    for (const { tool, shown } of tools) {
      server.registerTool(tool.name, shown, (input, context) =>
        runTool(tool, input, context, options, connection),
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
    extension?.register(server);
    return server;
  };
}

/** Runs one call; whatever goes wrong is a result of the call and no error of the protocol. */
async function runTool(
  tool: Tool,
  input: ToolInput,
  context: ServerContext,
  options: McpOptions,
  connection: Connection,
): Promise<CallToolResult> {
  const exchange = connection.exchangeOf(context);
  const caller = withTrace(exchange.caller, context);
  const spools = exchange.takeSpools();
  const { cancelled, left } = readSignals(context, connection);
  const call: ToolCall = {
    options,
    caller,
    spools,
    cancelled,
    left,
    startedAt: Date.now(),
    report: createReporter(context, left),
    track: connection.track,
  };
  const running = tool
    .run(input, call)
    .catch((thrown: unknown) => errorResult(thrown, caller.locale))
    .finally(() => discardSpools(spools));
  connection.track(running);
  return running;
}

/** What a message itself names goes before the headers it came with. */
function withTrace(caller: Caller, { mcpReq: { _meta } }: ServerContext): Caller {
  const trace = readTraceContext(_meta?.traceparent, _meta?.tracestate);
  return trace ? { ...caller, trace } : caller;
}

/**
 * Tells an explicit cancel from a connection that is gone: only the one stops work that may have
 * been paid for. Over HTTP a closed stream of 2026-07-28 comes as a closed connection too.
 */
function readSignals({ mcpReq }: ServerContext, { closing }: Connection) {
  const cancel = new AbortController();
  const leave = new AbortController();
  const { signal } = mcpReq;
  const judge = () => {
    const { reason } = signal;
    const gone = reason instanceof SdkError && reason.code === SdkErrorCode.ConnectionClosed;
    if (!gone) cancel.abort(new AppError('cancelled', {}));
    leave.abort();
  };
  if (signal.aborted) judge();
  else signal.addEventListener('abort', judge, { once: true });
  const left = closing ? AbortSignal.any([leave.signal, closing]) : leave.signal;
  return { cancelled: cancel.signal, left };
}
