import type { Agent, Dispatcher } from 'undici';
import { checkLiteral, checkName, guardedLookup } from './http-client/address-guard.ts';
import { createAnswer, type HttpAnswer } from './http-client/http-answer.ts';
import { HttpError, toHttpError } from './http-client/http-error.ts';
import { followHops } from './http-client/http-hops.ts';
import type { HttpRequest } from './http-client/http-request.ts';
import { type LiveSocket, openLiveSocket, type SocketRequest } from './http-client/live-socket.ts';
import { createProxyChooser, type ProxyOptions, proxyCredentials } from './http-client/proxy.ts';

export type { HttpAnswer } from './http-client/http-answer.ts';
export { HttpError } from './http-client/http-error.ts';
export type { HttpRequest } from './http-client/http-request.ts';
export type { LiveSocket, SocketRequest } from './http-client/live-socket.ts';

/** The one way out of the house. */
export interface HttpClient {
  /** Resolves with the head of the answer, whatever its status; rejects with HttpError. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /**
   * Opens a WebSocket, to trusted origins alone and never through a proxy; rejects with HttpError.
   * Messages are held whole, at most 32 MiB.
   */
  openSocket(request: SocketRequest): Promise<LiveSocket>;
  /** Cuts what is still under way and closes every socket. */
  close(): Promise<void>;
}

/** Whom a client trusts and through whom it goes. */
export interface HttpClientOptions extends ProxyOptions {
  /** URLs whose origins may be at any address, private ones too: those the operator named. */
  trustedOrigins: Iterable<string>;
  /** For the name, the connection and TLS together, in milliseconds; default 5,000. */
  connectMs?: number;
}

/**
 * Opens the guarded client. Trusted origins may resolve to anything; every other address must be
 * global unicast at the socket that is dialled. Behind a proxy it is the proxy that dials: there an
 * untrusted name is resolved and judged here first (and refused where this machine cannot resolve
 * it), which cannot hold a name that answers the proxy differently.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const connectMs = options.connectMs ?? 5000;
  const trusted = new Set(Array.from(options.trustedOrigins, (url) => new URL(url).origin));
  const chooseProxy = createProxyChooser(options);
  const agents = new Map<string, Promise<Agent>>();
  let closed = false;
  const unlessClosed = async (agent: Agent): Promise<Agent> => {
    if (closed) await agent.destroy();
    return agent;
  };
  const agentOf = (name: string, connect: () => Connect | Promise<Connect>): Promise<Agent> => {
    const agent = agents.get(name) ?? Promise.resolve(connect()).then(openAgent).then(unlessClosed);
    agents.set(name, agent);
    return agent;
  };
  const plain = () => agentOf('plain', () => ({ timeout: connectMs }));
  const guarded = () => agentOf('guarded', () => ({ timeout: connectMs, lookup: guardedLookup }));

  async function route(url: URL, signal: AbortSignal | undefined): Promise<Route> {
    const isTrusted = trusted.has(url.origin);
    if (!isTrusted) checkLiteral(url);
    const proxy = chooseProxy(url);
    const path = url.pathname + url.search;
    if (proxy === undefined) {
      const agent = await (isTrusted ? plain() : guarded());
      return { agent, origin: url.origin, path, headers: {} };
    }
    if (!isTrusted) await within(connectMs, signal, checkName(url));
    if (url.protocol === 'http:') {
      const headers = { host: url.host, ...proxyCredentials(proxy) };
      return { agent: await plain(), origin: proxy.origin, path: url.origin + path, headers };
    }
    const agent = await agentOf(proxy.href, () => openTunnels(proxy, connectMs));
    return { agent, origin: url.origin, path, headers: {} };
  }

  async function send(request: HttpRequest, url: URL): Promise<HttpAnswer> {
    const { signal } = request;
    let sent = false;
    const explain = (thrown: unknown) => toHttpError(thrown, { host: url.host, sent, signal });
    try {
      signal?.throwIfAborted();
      const way = await route(url, signal);
      const asked = wireRequest(request, way);
      whenStarted.set(asked, () => (sent = true));
      const data = await untilAborted(signal, way.agent.request(asked));
      return createAnswer(data, url.href, explain);
    } catch (thrown) {
      throw explain(thrown);
    }
  }

  async function openSocket(request: SocketRequest): Promise<LiveSocket> {
    const { origin, host } = new URL(request.url);
    if (!trusted.has(origin) || chooseProxy(new URL(origin))) {
      const why = `${host}: WebSockets go to addresses of the operator alone, and past no proxy`;
      throw new HttpError('address-refused', why, { sent: false });
    }
    return openLiveSocket(request, await plain());
  }

  return {
    request: (request) => followHops(request, send),
    openSocket,
    async close() {
      closed = true;
      await Promise.all(Array.from(agents.values(), async (agent) => (await agent).destroy()));
    },
  };
}

const maxMessageBytes = 32 * 1024 * 1024;

interface Route {
  agent: Agent;
  origin: string;
  path: string;
  headers: Record<string, string>;
}

type Connect = Agent.Options['connect'];

/** Loads Node's own client with the first of them, which few need. */
async function openTunnels(proxy: URL, connectMs: number): Promise<Connect> {
  const { tunnelConnector } = await import('./http-client/tunnel.ts');
  return tunnelConnector(proxy, connectMs);
}

/** Loads undici with the first of them, since many a process never sends anything. */
async function openAgent(connect: Connect): Promise<Agent> {
  const undici = await import('undici');
  // A picture takes a minute of an idle-looking connection, so the cap must not be what limits.
  // Idle sockets live only undici's 4 s: on a stale one a paid request may be cut, outcome unknown.
  const webSocket = { maxPayloadSize: maxMessageBytes };
  return tellStarts(new undici.Agent({ connect, connections: 256, webSocket }));
}

function wireRequest(request: HttpRequest, way: Route): Dispatcher.RequestOptions {
  const length = request.contentLength;
  return {
    method: request.method,
    origin: way.origin,
    path: way.path,
    headers: {
      ...request.headers,
      ...way.headers,
      ...(length === undefined ? {} : { 'content-length': String(length) }),
    },
    body: (request.body ?? null) as Dispatcher.DispatchOptions['body'],
    signal: request.signal,
    headersTimeout: request.firstByteMs ?? 600_000,
    bodyTimeout: request.stallMs ?? 30_000,
  };
}

/** What is to be told when a request has its socket and is about to be written. */
const whenStarted = new WeakMap<object, () => void>();

/**
 * Tells of every start. An interceptor would be told of it too, but with one in its way undici
 * turns the head of each answer there and back, and passes on every piece of it three times.
 */
function tellStarts(agent: Agent): Agent {
  const dispatch = agent.dispatch.bind(agent);
  agent.dispatch = (options, handler) => {
    const tell = whenStarted.get(options);
    if (!tell) return dispatch(options, handler);
    const { onConnect } = handler;
    // Without this nobody would know what was sent, and what was paid might be sent again.
    if (!onConnect) throw new TypeError('undici tells of its starts in another way now');
    handler.onConnect = (abort) => {
      let isAborted = false;
      onConnect.call(handler, (reason) => {
        isAborted = true;
        abort(reason);
      });
      if (!isAborted) tell();
    };
    return dispatch(options, handler);
  };
  return agent;
}

/** Settles with the work or, at once, with the abort: undici itself waits for the connection first. */
async function untilAborted<Value>(
  signal: AbortSignal | undefined,
  work: Promise<Value>,
): Promise<Value> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    const forget = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    work.then(resolve, reject).finally(forget);
  });
}

function within(milliseconds: number, signal: AbortSignal | undefined, work: Promise<void>) {
  const late = AbortSignal.timeout(milliseconds);
  return untilAborted(signal === undefined ? late : AbortSignal.any([signal, late]), work);
}
