import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { onTestFinished } from 'vitest';
import {
  createHttpClient,
  type HttpAnswer,
  type HttpClient,
  type HttpClientOptions,
  HttpError,
} from '../../src/kit/http-client.ts';

/** A server on a free port of this machine. */
export interface Loopback {
  origin: string;
  port: number;
  /** The connections that are open now. */
  sockets: Set<Socket>;
}

/** Starts a server that is closed with the test. */
export async function listen(server: Server): Promise<Loopback> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, sockets };
}

/** Starts an HTTP server that is closed with the test. */
export function serve(handler: RequestListener): Promise<Loopback> {
  return listen(createServer(handler));
}

/** Starts a TCP server that is closed with the test. */
export function serveRaw(handler: (socket: Socket) => void): Promise<Loopback> {
  return listen(createTcpServer(handler));
}

/** Makes a client that is closed with the test. */
export function openClient(
  trustedOrigins: string[],
  options: Partial<HttpClientOptions> = {},
): HttpClient {
  const client = createHttpClient({ trustedOrigins, connectMs: 1000, ...options });
  onTestFinished(() => client.close());
  return client;
}

/** The HttpError a request failed with. */
export async function failure(work: Promise<unknown>): Promise<HttpError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof HttpError)) throw new Error(`Expected an HttpError, got ${thrown}`);
  return thrown;
}

/** All of a body as text. */
export async function readAll(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Answers with what it was asked. */
export const echo: RequestListener = async (asked: IncomingMessage, answer) => {
  const body = await readAll(asked);
  const { method, url, headers } = asked;
  answer.setHeader('content-type', 'application/json');
  answer.end(JSON.stringify({ method, url, headers, body }));
};

/** What `echo` was asked. */
export async function heard(answer: HttpAnswer): Promise<{
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}> {
  return JSON.parse(await answer.text());
}
