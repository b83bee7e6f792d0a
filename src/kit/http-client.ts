import type { Agent, Dispatcher } from 'undici';
import { checkLiteral, checkName, guardedLookup } from './http-client/address-guard.ts';
import { createAnswer, type HttpAnswer } from './http-client/http-answer.ts';
import { HttpError, toHttpError } from './http-client/http-error.ts';
import { followHops } from './http-client/http-hops.ts';
import type { HttpRequest } from './http-client/http-request.ts';
import { type LiveSocket, openLiveSocket, type SocketRequest } from './http-client/live-socket.ts';
import {
  createProxyChooser,
  type ProxyOptions,
  proxyCredentials,
  tunnelConnector,
} from './http-client/proxy.ts';

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
    const agent = await agentOf(proxy.href, () => tunnelConnector(proxy, connectMs));
    return { agent, origin: url.origin, path, headers: {} };
  }

  async function send(request: HttpRequest, url: URL): Promise<HttpAnswer> {
    const { signal } = request;
    let sent = false;
    const explain = (thrown: unknown) => toHttpError(thrown, { host: url.host, sent, signal });
    try {
      signal?.throwIfAborted();
      const way = await route(url, signal);
      const agent = way.agent.compose(tellStart(() => (sent = true)));
      const data = await untilAborted(signal, agent.request(wireRequest(request, way)));
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

/** Loads undici with the first of them, since many a process never sends anything. */
async function openAgent(connect: Connect): Promise<Agent> {
  const undici = await import('undici');
  // A picture takes a minute of an idle-looking connection, so the cap must not be what limits.
  // Idle sockets live only undici's 4 s: on a stale one a paid request may be cut, outcome unknown.
  const webSocket = { maxPayloadSize: maxMessageBytes };
  return new undici.Agent({ connect, connections: 256, webSocket });
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

/** An interceptor that tells when a request has its socket and is about to be written. */
function tellStart(start: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        handler.onRequestStart?.(controller, context);
        if (!controller.aborted) start();
      },
      onResponseStart: (...event) => handler.onResponseStart?.(...event),
      onResponseData: (...event) => handler.onResponseData?.(...event),
      onResponseEnd: (...event) => handler.onResponseEnd?.(...event),
      onResponseError: (...event) => handler.onResponseError?.(...event),
    });
}

/** Settles with the work or, at once, with the abort: undici itself waits for the connection first. */
async function untilAborted<Value>(
  signal: AbortSignal | undefined,
  work: Promise<Value>,
): Promise<Value> {
  if (signal === undefined) return work;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
}

function within(milliseconds: number, signal: AbortSignal | undefined, work: Promise<void>) {
  const late = AbortSignal.timeout(milliseconds);
  return untilAborted(signal === undefined ? late : AbortSignal.any([signal, late]), work);
}
