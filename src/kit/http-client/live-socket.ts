import type { Agent } from 'undici';
import { HttpError } from './http-error.ts';

/** A line of messages to be opened. */
export interface SocketRequest {
  /** Absolute, `http:` or `https:`; the upgrade goes to the same host and port. */
  url: string;
  headers?: Record<string, string>;
  /** Closes it whenever it aborts. */
  signal: AbortSignal;
  /** For the connection and the handshake, in milliseconds; default 5,000. */
  openMs?: number;
  /** Called for each message in its order: text, or bytes. */
  onMessage(message: string | Buffer): void;
  /** Called once when an open line ends, whoever ended it. */
  onClose(): void;
}

/** An open line of messages. */
export interface LiveSocket {
  close(): void;
}

const usualOpenMs = 5000;

/** Opens a WebSocket through an agent of ours; rejects with HttpError, and then nothing is called. */
export async function openLiveSocket(request: SocketRequest, agent: Agent): Promise<LiveSocket> {
  const { signal, headers = {}, openMs = usualOpenMs } = request;
  const { host, href } = new URL(request.url);
  const fail = (kind: HttpError['kind'], why: string) =>
    new HttpError(kind, `${host}: ${why}`, { sent: false });
  if (signal.aborted) throw fail('aborted', 'given up by whoever asked');
  const { WebSocket } = await import('undici');
  const socket = new WebSocket(href.replace(/^http/, 'ws'), { dispatcher: agent, headers });
  socket.binaryType = 'arraybuffer';
  const close = () => socket.close();
  signal.addEventListener('abort', close, { once: true });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(fail('timeout', `no WebSocket within ${openMs} ms`));
      socket.close();
    }, openMs);
    let wasOpen = false;
    socket.onopen = () => {
      wasOpen = true;
      clearTimeout(timer);
      resolve({ close });
    };
    socket.onmessage = ({ data }) => {
      request.onMessage(typeof data === 'string' ? data : Buffer.from(data));
    };
    socket.onclose = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', close);
      reject(fail(signal.aborted ? 'aborted' : 'unreachable', 'no WebSocket was opened'));
      if (wasOpen) request.onClose();
    };
    // What failed is told by the close that follows; unheard, it would be thrown into the process.
    socket.onerror = () => undefined;
  });
}
