import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  type McpHttpHandler,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Caller } from '../../core/caller.ts';
import type { Spool } from '../../kit/spool.ts';
import { discardSpools, type Exchange } from './exchange.ts';
import { BodyRefusal, readBody } from './http-body.ts';
import type { McpOptions } from './options.ts';
import { createServerFactory } from './server.ts';
import { createSessions, type Session, type Sessions } from './sessions.ts';
import { sendWebResponse, toWebRequest } from './web-exchange.ts';

const sessionNotFound = -32001;
const serverBusy = -32000;
const internalError = -32603;

/**
 * Makes the way in for MCP over HTTP: 2026-07-28 is served request by request, a 2025-era client in a
 * session. Host, Origin and the key were checked in front. A client that leaves stops no work.
 */
export function createMcpMount(options: McpOptions) {
  const { app } = options;
  const exchanges = new WeakMap<Request, Exchange>();
  const factory = createServerFactory(options, {
    exchangeOf: ({ http }) => exchangeOf(exchanges, http),
    closing: undefined,
    track: () => {},
  });
  const onerror = (error: Error) => app.logger.debug({ cause: error }, 'MCP over HTTP');
  const handler = createMcpHandler(factory, { onerror });
  const sessions = createSessions({ createServer: factory });

  return async (incoming: IncomingMessage, outgoing: ServerResponse, caller: Caller) => {
    const request = toWebRequest(incoming, outgoing);
    let spools = new Map<string, Spool>();
    try {
      const body =
        request.method === 'POST'
          ? await readBody(incoming, () => app.assets.begin())
          : { json: undefined, spools };
      spools = body.spools;
      exchanges.set(request, { caller, takeSpools: () => take(spools) });
      await answer(request, body.json, caller, { handler, sessions, outgoing });
    } catch (thrown) {
      // A client that leaves in the middle of its message is no error of anybody's.
      if (outgoing.destroyed) return;
      if (!(thrown instanceof BodyRefusal)) app.logger.error({ cause: thrown }, 'MCP over HTTP');
      await refuse(thrown, outgoing);
    } finally {
      await discardSpools(take(spools));
    }
  };
}

function exchangeOf(exchanges: WeakMap<Request, Exchange>, http: ServerContext['http']): Exchange {
  const exchange = http?.req && exchanges.get(http.req);
  if (!exchange) throw new TypeError('The request did not come through the mount.');
  return exchange;
}

/** Hands the spools over: the map is left empty, so that nobody frees them a second time. */
function take(spools: Map<string, Spool>): Map<string, Spool> {
  const taken = new Map(spools);
  spools.clear();
  return taken;
}

interface Ways {
  handler: McpHttpHandler;
  sessions: Sessions;
  outgoing: ServerResponse;
}

async function answer(
  request: Request,
  parsedBody: unknown,
  caller: Caller,
  { handler, sessions, outgoing }: Ways,
): Promise<void> {
  const id = request.headers.get('mcp-session-id');
  const opens = isInitializeRequest(parsedBody);
  const isSessions = (id !== null || opens) && (await isLegacyRequest(request, parsedBody));
  if (!isSessions) {
    // A 2025-era request without a session is answered too, by an instance of its own.
    return sendWebResponse(await handler.fetch(request, { parsedBody }), outgoing);
  }
  const session = id === null ? await sessions.open(caller.id) : sessions.find(id, caller.id);
  if (!session) {
    const known = id === null;
    const refusal = known
      ? new BodyRefusal(429, serverBusy, 'Too many sessions are busy. Try again later.')
      : new BodyRefusal(404, sessionNotFound, 'Session not found');
    return refuse(refusal, outgoing);
  }
  await serveSession(session, request, parsedBody, sessions, outgoing);
}

function serveSession(
  session: Session,
  request: Request,
  parsedBody: unknown,
  sessions: Sessions,
  outgoing: ServerResponse,
): Promise<void> {
  return sessions.use(session, request.method === 'GET' ? 'streams' : 'calls', async () => {
    const response = await session.transport.handleRequest(request, { parsedBody });
    await sendWebResponse(response, outgoing);
  });
}

async function refuse(thrown: unknown, outgoing: ServerResponse): Promise<void> {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  const refusal =
    thrown instanceof BodyRefusal
      ? thrown
      : new BodyRefusal(500, internalError, 'Something went wrong here; the log says more.');
  const { status, code, message } = refusal;
  const body = { jsonrpc: '2.0', id: null, error: { code, message } };
  outgoing.writeHead(status, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify(body));
}
