import type { WireMessage } from './stdio-process.ts';

/** The name of the Tasks extension. */
const tasksExtension = 'io.modelcontextprotocol/tasks';

const protocolVersion = '2026-07-28';
const framing = { clientInfo: { name: 'test', version: '1.0.0' }, protocolVersion };

/** What a client of 2026-07-28 that takes tasks says of itself with every request. */
export const tasksFraming = {
  ...framing,
  clientCapabilities: { extensions: { [tasksExtension]: {} } },
};

/** A request as `createTaskSessionFromClient` hands it over. */
export interface RawRequest {
  method: string;
  params: Record<string, unknown>;
}

/** The parameters with what a client that takes tasks says of itself. */
export function withTasks(params: Record<string, unknown>): Record<string, unknown> {
  const prefix = 'io.modelcontextprotocol/';
  const _meta = {
    [`${prefix}protocolVersion`]: protocolVersion,
    [`${prefix}clientInfo`]: framing.clientInfo,
    [`${prefix}clientCapabilities`]: tasksFraming.clientCapabilities,
    ...(params._meta as object | undefined),
  };
  return { ...params, _meta };
}

/** Posts a request of 2026-07-28 as it is; the answer is the last message that came. */
export async function postModern(
  url: string,
  { method, params }: RawRequest,
  key?: string,
): Promise<WireMessage> {
  const name = params.taskId ?? params.name;
  const answer = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': protocolVersion,
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': String(name) }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const text = await answer.text();
  return JSON.parse(text.startsWith('{') ? text : (text.split('\ndata: ').at(-1) ?? ''));
}
