import {
  type CallToolResult,
  type ClientCapabilities,
  type InputRequiredResult,
  SdkError,
  SdkErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Caller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import { readTraceContext } from '../../core/trace-context.ts';
import { showsViews } from './apps.ts';
import { createAskUser } from './ask-user.ts';
import { errorResult } from './error-result.ts';
import { type Connection, discardSpools } from './exchange.ts';
import type { McpOptions } from './options.ts';
import { createReporter } from './progress.ts';
import type { ToolInput } from './schema.ts';
import { readShow } from './show.ts';
import type { Tool, ToolCall } from './tool.ts';

/** What the calls of one client have in common. */
export interface Served {
  options: McpOptions;
  connection: Connection;
  /** What the client calls itself, where it does. */
  clientName: string | undefined;
  /** Whether it takes a task in place of a result. */
  takesTasks: boolean;
  /** What it can do, as far as it said. */
  capabilities: ClientCapabilities | undefined;
}

/** Runs one call; whatever goes wrong is a result of the call and no error of the protocol. */
export async function runTool(
  tool: Tool,
  input: ToolInput,
  context: ServerContext,
  served: Served,
): Promise<CallToolResult | InputRequiredResult> {
  const call = createCall(context, served);
  const running = run(tool, input, call, served.clientName)
    .catch((thrown: unknown) => errorResult(thrown, call.caller.locale))
    .finally(() => discardSpools(call.spools));
  call.track(running);
  return running;
}

/** What is known of a call before its arguments are looked at; what came with it is taken over. */
export function createCall(
  context: ServerContext,
  { options, connection, clientName, takesTasks, capabilities }: Served,
): ToolCall {
  const exchange = connection.exchangeOf(context);
  const { cancelled, left } = readSignals(context, connection);
  return {
    options,
    caller: withTrace(exchange.caller, context),
    spools: exchange.takeSpools(),
    cancelled,
    left,
    takesTasks,
    askUser: createAskUser(context, capabilities),
    show: 'none',
    showsPreviews: showsViews(capabilities, clientName),
    startedAt: Date.now(),
    report: createReporter(context, left),
    track: connection.track,
  };
}

/** What a call may ask of every tool that shows pictures is read here. */
async function run(
  tool: Tool,
  input: ToolInput,
  call: ToolCall,
  clientName: string | undefined,
): Promise<CallToolResult | InputRequiredResult> {
  const show = tool.showsPictures ? readShow(input.show, clientName) : 'none';
  return tool.run(input, { ...call, show });
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
