import {
  createTaskSessionFromClient,
  type JsonRpcResponse,
  resultFromTaskOutcome,
} from '@modelcontextprotocol/ext-tasks/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connectHttp,
  createMcpRig,
  type HttpRig,
  type McpRig,
  mountHttp,
} from '../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../test/fakes/openai-upstream.ts';

const tasks = 'io.modelcontextprotocol/tasks';
const framing = {
  protocolVersion: '2026-07-28',
  clientInfo: { name: 'rig', version: '0' },
  clientCapabilities: { extensions: { [tasks]: {} } },
};

let upstream: FakeUpstream;
let rig: McpRig;
let http: HttpRig;

beforeEach(async () => {
  upstream = await startFakeUpstream();
  const environment = { API_KEY: 'k', API_BASE_URL: upstream.origin };
  rig = await createMcpRig(
    { ...environment, DEFAULT_MODEL: 'gpt-image-2' },
    { stdio: false, answerWithinMs: 100 },
  );
  http = await mountHttp(rig);
});
afterEach(async () => {
  await http.close();
  await rig.close();
  await upstream.close();
});

interface Message {
  method: string;
  params: Record<string, unknown>;
}

/** Sends a request as it is: the client's own methods know nothing of the extension. */
async function dispatch({ method, params }: Message): Promise<JsonRpcResponse> {
  const name = params.taskId ?? params.name;
  const answer = await fetch(http.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': framing.protocolVersion,
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': String(name) }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const text = await answer.text();
  const last = text.startsWith('{') ? text : text.split('\ndata: ').at(-1);
  const { result, error } = JSON.parse(last ?? '');
  return error ? { kind: 'error', error } : { kind: 'result', result };
}

async function send(method: string, params: Record<string, unknown>, declares = true) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': framing.protocolVersion,
    'io.modelcontextprotocol/clientInfo': framing.clientInfo,
    'io.modelcontextprotocol/clientCapabilities': declares ? framing.clientCapabilities : {},
  };
  const answer = await dispatch({ method, params: { ...params, _meta } });
  return answer.kind === 'result' ? (answer.result as Record<string, unknown>) : answer.error;
}

const paint = { name: 'generate_image', arguments: { prompt: 'a fox' } };

describe('a client that takes tasks', () => {
  it('gets one where painting takes long, and its result with the official package', async () => {
    upstream.mode({ mode: 'b64', latencyMs: 600 });
    const { client } = await connectHttp(http, '2026');
    const session = createTaskSessionFromClient(client, {
      endpointId: 'rig',
      rawDispatch: (request) => dispatch(request as unknown as Message),
      v2RequestFraming: framing,
    });
    const execution = await session.callTool('generate_image', paint.arguments);
    const { outcome } = await execution.settle();
    const { content, structuredContent } = resultFromTaskOutcome(outcome) as unknown as {
      content: { text: string }[];
      structuredContent: { images: { url: string }[] };
    };
    expect(content[0]?.text).toBe(structuredContent.images[0]?.url);
    expect(upstream.charges).toBe(1);
    await session.close();
    await client.close();
  });

  it('is told how it stands, cancels it, and sees that it is cancelled', async () => {
    upstream.mode({ mode: 'b64', latencyMs: 5_000 });
    const { taskId, status, resultType } = (await send('tools/call', paint)) as never;
    expect({ status, resultType }).toEqual({ status: 'working', resultType: 'task' });
    expect(await send('tasks/get', { taskId })).toMatchObject({
      taskId,
      status: 'working',
      resultType: 'complete',
      statusMessage: expect.stringContaining('gpt-image-2'),
    });
    expect(await send('tasks/update', { taskId, inputResponses: {} })).toMatchObject({
      resultType: 'complete',
    });
    const acknowledged = await send('tasks/cancel', { taskId });
    expect(acknowledged).not.toHaveProperty('taskId');
    await rig.app.queue.find(String(taskId))?.done.catch(() => {});
    await expect.poll(() => upstream.cuts).toBe(1);
    expect(await send('tasks/get', { taskId })).toMatchObject({ taskId, status: 'cancelled' });
    expect(await send('tasks/cancel', { taskId })).toMatchObject({ resultType: 'complete' });
  });

  it('gets a refusal as the result of a task that is completed', async () => {
    upstream.mode({ mode: 'moderation', latencyMs: 400 });
    const { taskId } = (await send('tools/call', paint)) as never;
    await rig.app.queue.find(String(taskId))?.done.catch(() => {});
    expect(await send('tasks/get', { taskId })).toMatchObject({
      status: 'completed',
      result: { isError: true },
    });
  });

  it('gets the result at once where it is there', async () => {
    rig.options.answerWithinMs = 5_000;
    expect(await send('tools/call', paint)).toMatchObject({
      resultType: 'complete',
      structuredContent: { status: 'done' },
    });
  });

  it('finds no task that is unknown or another’s', async () => {
    upstream.mode({ mode: 'b64', latencyMs: 500 });
    const { taskId } = (await send('tools/call', paint)) as never;
    http.caller = { ...rig.caller, id: 'admin' };
    for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel']) {
      expect(await send(method, { taskId })).toMatchObject({ code: -32602 });
      expect(await send(method, { taskId: 'gen_unknown' })).toMatchObject({ code: -32602 });
    }
  });
});

describe('a client that does not take tasks', () => {
  it('gets a job id as before', async () => {
    upstream.mode({ mode: 'b64', latencyMs: 400 });
    const result = await send('tools/call', paint, false);
    expect(result).toMatchObject({ structuredContent: { status: 'running' } });
    expect(result).not.toHaveProperty('taskId');
  });

  it('is refused the methods, with what it has to declare', async () => {
    expect(await send('tasks/get', { taskId: 'gen_x' }, false)).toMatchObject({
      code: -32021,
      data: { requiredCapabilities: { extensions: { [tasks]: {} } } },
    });
  });
});
