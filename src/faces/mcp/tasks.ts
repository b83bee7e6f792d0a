import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type McpServer,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Caller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Generation } from '../../core/generation.ts';
import type { Job } from '../../core/queue.ts';
import { jobResult, withoutDefaults } from './job-result.ts';
import { olderDefaults } from './paint-parameters.ts';
import { createCall, type Served } from './run-tool.ts';
import { openSchema, type ToolInput } from './schema.ts';
import { say } from './texts.ts';

/** The extension's name; a client that takes tasks declares it with each call. */
export const tasksExtension = 'io.modelcontextprotocol/tasks';

const pollIntervalMs = 2_000;

/** Whether this very request came from a client that takes tasks; in 2025 there were none. */
export function takesTasks({ mcpReq }: ServerContext): boolean {
  const envelope: Record<string, unknown> = { ...mcpReq.envelope };
  const declared = asRecord(envelope[CLIENT_CAPABILITIES_META_KEY]);
  return tasksExtension in asRecord(declared.extensions);
}

/** The answer to a call whose generation goes on, as a task whose id is the job's. */
export function asTask(running: CallToolResult, generation: Generation): CallToolResult {
  return { ...running, ...describeTask(generation, 'working'), resultType: 'task' };
}

/** Adds `tasks/get`, `tasks/update` and `tasks/cancel`: every generation of the caller is a task. */
export function addTasks(server: McpServer, served: (context: ServerContext) => Served): void {
  server.server.registerCapabilities({ extensions: { [tasksExtension]: {} } });
  const add = (method: string, run: (found: Found, context: ServerContext) => Promise<object>) =>
    server.server.setRequestHandler(method, { params: openSchema }, async (params, context) => {
      requireTasks(context);
      return { ...(await run(await findTask(params, context, served(context)), context)) };
    });
  add('tasks/get', (found, context) => showTask(found, context, served(context)));
  // None of ours asks anything, so there is nothing that an answer could change.
  add('tasks/update', async () => ({}));
  add('tasks/cancel', async ({ generation, job }, context) => {
    const { options, connection } = served(context);
    const { history } = options.app;
    // Another process may take a while to stop; the protocol wants to know no more than that it shall.
    if (job) job.cancel();
    else void history.cancel(generation.id, connection.exchangeOf(context).caller).catch(() => {});
    return {};
  });
}

interface Found {
  generation: Generation;
  job: Job | undefined;
}

function requireTasks(context: ServerContext): void {
  if (takesTasks(context)) return;
  const requiredCapabilities = { extensions: { [tasksExtension]: {} } };
  throw new MissingRequiredClientCapabilityError({ requiredCapabilities });
}

async function findTask(
  { taskId }: ToolInput,
  context: ServerContext,
  { options: { app }, connection }: Served,
): Promise<Found> {
  const { caller } = connection.exchangeOf(context);
  try {
    return own(await app.history.find(String(taskId), caller), caller);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'not_found') throw thrown;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown task: ${String(taskId)}`);
  }
}

/** The operator may look at everybody's history, but a task is its own caller's alone. */
function own(found: Found, { id }: Caller): Found {
  if (found.generation.owner === id) return found;
  throw new AppError('not_found', { what: found.generation.id, hint: '' });
}

async function showTask({ generation }: Found, context: ServerContext, served: Served) {
  const { state, endedAt, warnings } = generation;
  const call = createCall(context, served);
  if (endedAt === undefined) {
    const { provider, model, createdAt } = generation;
    const seconds = Math.round((Date.now() - createdAt) / 1000);
    const values = { model: `${provider}/${model}`, seconds };
    const statusMessage = say('painting', call.caller.locale, values);
    return { ...describeTask(generation, 'working'), statusMessage };
  }
  if (state === 'cancelled') return describeTask(generation, 'cancelled');
  // The protocol's `failed` is for what broke in it; a refused prompt is a result like any other.
  const told = withoutDefaults(warnings, Object.keys(olderDefaults));
  const result = await jobResult(generation, call, { warnings: told });
  return {
    ...describeTask(generation, 'completed'),
    result: { ...result, resultType: 'complete' },
  };
}

function describeTask({ id, createdAt, endedAt }: Generation, status: string) {
  return {
    taskId: id,
    status,
    createdAt: new Date(createdAt).toISOString(),
    lastUpdatedAt: new Date(endedAt ?? Date.now()).toISOString(),
    // It is kept until its owner deletes it.
    ttlMs: null,
    pollIntervalMs,
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
