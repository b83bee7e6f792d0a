import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  CallToolResult,
  InputRequests,
  JSONRPCRequest,
  McpServer,
  ServerContext,
} from '@modelcontextprotocol/server';
import type { Task } from '../../src/faces/mcp/options.ts';
import { integer, object, text } from '../../src/faces/mcp/schema.ts';
import { describeTask, type TaskStatus } from '../../src/faces/mcp/task-fields.ts';
import { requireTasks, takesTasks } from '../../src/faces/mcp/tasks.ts';
import { ask, nextRound } from './fixture-rounds.ts';
import { addTool, said } from './fixture-tools.ts';

/** Over HTTP each message is served by an instance of its own, and a task outlives them. */
const tasks = new Map<string, Task>();

const protocolBroke = { code: -32603, message: 'This job intentionally breaks the protocol' };

/** The tools that answer with tasks, by the names and ways the suite expects. */
export function addTaskTools(server: McpServer): void {
  addTool(
    server,
    'greet',
    ({ name }) => said(`Hello, ${name}!`),
    object({ name: text('Whom.') }, ['name']),
  );
  addTool(
    server,
    'slow_compute',
    async ({ seconds, label }, context) => {
      const compute = async (signal: AbortSignal) => {
        await sleep(Number(seconds) * 1_000, undefined, { signal });
        return said(`Computed ${label}`);
      };
      return takesTasks(context) ? begin(compute) : compute(context.mcpReq.signal);
    },
    object({ seconds: integer('How long.'), label: text('What it is called.') }),
  );
  addTool(server, 'failing_job', () =>
    begin(async (signal) => {
      await sleep(1_000, undefined, { signal });
      return { ...said('This job intentionally fails'), isError: true };
    }),
  );
  addTool(server, 'protocol_error_job', () => begin(() => Promise.reject(protocolBroke)));
  addAskingTasks(server);
  refuseUndeclared(server, [
    'failing_job',
    'protocol_error_job',
    'confirm_delete',
    'multi_input',
    'test_tool_with_task',
  ]);
}

/** The suite's own task of this id. */
export function findTask(id: string): Task | undefined {
  return tasks.get(id);
}

function addAskingTasks(server: McpServer): void {
  addTool(
    server,
    'confirm_delete',
    ({ filename }) =>
      begin(async () => said(`Deleted ${filename}`), {
        confirm: ask(`Delete ${filename}?`, 'confirm', true),
      }),
    object({ filename: text('Which file.') }),
  );
  addTool(server, 'multi_input', () =>
    begin(async () => said('Both were answered'), {
      first: ask('What is the first name?', 'name'),
      second: ask('What is the second name?', 'name'),
    }),
  );
  const asked = [{ user_name: ask('What is your name?', 'name') }];
  addTool(server, 'test_tool_with_task', async (_input, context) => {
    const given = JSON.stringify(context.mcpReq.inputResponses);
    const question = await nextRound(asked, context);
    return question ?? begin(async () => said(`Hello, ${given}!`));
  });
}

type Work = (signal: AbortSignal) => Promise<CallToolResult>;

/** Keeps a task that goes to work as soon as every question has its answer. */
function begin(work: Work, questions: InputRequests = {}): CallToolResult {
  const id = randomUUID();
  const createdAt = Date.now();
  const open = new Map(Object.entries(questions));
  const stop = new AbortController();
  let endedAt: number | undefined;
  let status: TaskStatus = open.size > 0 ? 'input_required' : 'working';
  let outcome = {};
  const show = () => ({
    ...describeTask({ id, createdAt, endedAt }, status),
    ...(status === 'input_required' && { inputRequests: Object.fromEntries(open) }),
    ...outcome,
  });
  function end(as: TaskStatus, more: object = {}): void {
    if (endedAt !== undefined) return;
    endedAt = Date.now();
    status = as;
    outcome = more;
  }
  function go(): void {
    status = 'working';
    work(stop.signal).then(
      (result) => end('completed', { result }),
      (error: object) => end('failed', { error }),
    );
  }
  tasks.set(id, {
    show,
    update(answers) {
      if (status !== 'input_required') return;
      for (const name of Object.keys(answers)) open.delete(name);
      if (open.size === 0) go();
    },
    cancel() {
      end('cancelled');
      stop.abort();
    },
  });
  if (open.size === 0) go();
  const content: CallToolResult['content'] = [];
  // Questions are asked by `tasks/get` alone.
  const created = describeTask({ id, createdAt, endedAt: undefined }, status);
  return { ...created, content, resultType: 'task' };
}

/**
 * The SDK makes a result of everything a tool throws, but a client that never said it takes tasks is
 * owed an error of the protocol; none of our own tools needs one.
 */
function refuseUndeclared(server: McpServer, names: readonly string[]): void {
  const handlers: Map<
    string,
    (request: JSONRPCRequest, context: ServerContext) => Promise<object>
  > =
    // biome-ignore lint/complexity/useLiteralKeys: the way to a private field
    server.server['_requestHandlers'];
  const call = handlers.get('tools/call');
  if (!call) throw new TypeError('No tool was registered.');
  handlers.set('tools/call', async (request, context) => {
    if (names.includes(String(request.params?.name))) requireTasks(context);
    return call(request, context);
  });
}
