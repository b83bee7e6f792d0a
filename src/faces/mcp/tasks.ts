import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type McpServer,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Generation } from '../../core/generation.ts';
import { findGenerationTask } from './generation-task.ts';
import type { Task } from './options.ts';
import type { Served } from './run-tool.ts';
import { openSchema, type ToolInput } from './schema.ts';
import { describeTask } from './task-fields.ts';

/** The extension's name; a client that takes tasks declares it with each call. */
export const tasksExtension = 'io.modelcontextprotocol/tasks';

/** Whether this very request came from a client that takes tasks; in 2025 there were none. */
export function takesTasks({ mcpReq }: ServerContext): boolean {
  const envelope: Record<string, unknown> = { ...mcpReq.envelope };
  const declared = asRecord(envelope[CLIENT_CAPABILITIES_META_KEY]);
  return tasksExtension in asRecord(declared.extensions);
}

/** Throws the protocol's error that names what the client has to declare. */
export function requireTasks(context: ServerContext): void {
  if (takesTasks(context)) return;
  const requiredCapabilities = { extensions: { [tasksExtension]: {} } };
  throw new MissingRequiredClientCapabilityError({ requiredCapabilities });
}

/** The answer to a call whose generation goes on, as a task whose id is the job's. */
export function asTask(running: CallToolResult, generation: Generation): CallToolResult {
  return { ...running, ...describeTask(generation, 'working'), resultType: 'task' };
}

/** Adds `tasks/get`, `tasks/update` and `tasks/cancel`: every generation of the caller is a task. */
export function addTasks(server: McpServer, served: (context: ServerContext) => Served): void {
  server.server.registerCapabilities({ extensions: { [tasksExtension]: {} } });
  type Run = (task: Task, context: ServerContext) => object | Promise<object>;
  const add = (method: string, run: Run) =>
    server.server.setRequestHandler(method, { params: openSchema }, async (params, context) => {
      requireTasks(context);
      return { ...(await run(await findTask(params, context, served(context)), context)) };
    });
  add('tasks/get', (task) => task.show());
  add('tasks/update', (task, { mcpReq: { inputResponses } }) => {
    task.update(inputResponses ?? {});
    return {};
  });
  add('tasks/cancel', (task) => {
    task.cancel();
    return {};
  });
}

async function findTask(
  { taskId }: ToolInput,
  context: ServerContext,
  served: Served,
): Promise<Task> {
  const id = String(taskId);
  const { extension } = served.options;
  const task = extension?.findTask(id) ?? (await findGenerationTask(id, context, served));
  if (task) return task;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown task: ${id}`);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
