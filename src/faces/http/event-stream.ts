import { once } from 'node:events';
import type { HttpContext } from './context.ts';

/** Server-sent events on their way to one client, in the order they are sent. */
export interface EventStream {
  /** False once the client has left; what is sent then goes nowhere. */
  readonly isOpen: boolean;
  /** Resolves when the client may be sent more. `data` is one line, such as JSON, in pieces. */
  send(event: string, data: string | AsyncIterable<Uint8Array>, id?: string): Promise<void>;
  end(): void;
}

/** Proxies cut what is silent for a minute; most clients wait longer. */
export const keepaliveMs = 10_000;

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  // Or nginx would hand the events on when the last one is there.
  'x-accel-buffering': 'no',
};

/**
 * Answers with an event stream: the head goes out at once, every event as it is sent, and a comment
 * whenever nothing else went out for a while. Written as Node's own response, past Hono.
 */
export function openEventStream(
  { env }: HttpContext,
  more: Record<string, string>,
  everyMs = keepaliveMs,
): EventStream {
  const { outgoing } = env;
  let isOpen = !outgoing.destroyed;
  let busy = false;
  outgoing.once('close', () => {
    isOpen = false;
    clearInterval(keepalive);
  });
  const keepalive = setInterval(() => {
    if (isOpen && !busy) outgoing.write(': keepalive\n\n');
  }, everyMs);
  outgoing.writeHead(200, { ...more, ...headers });
  outgoing.flushHeaders();

  async function write(bytes: string | Uint8Array): Promise<void> {
    if (!isOpen || outgoing.write(bytes)) return;
    const settled = new AbortController();
    const { signal } = settled;
    await Promise.race([once(outgoing, 'drain', { signal }), once(outgoing, 'close', { signal })]);
    settled.abort();
  }

  return {
    get isOpen() {
      return isOpen;
    },
    async send(event, data, id) {
      // A comment in the middle of a picture would be part of it.
      busy = true;
      try {
        await write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: `);
        if (typeof data === 'string') await write(data);
        else for await (const piece of data) await write(piece);
        await write('\n\n');
        keepalive.refresh();
      } catch (thrown) {
        // Half an event cannot be taken back.
        outgoing.destroy();
        throw thrown;
      } finally {
        busy = false;
      }
    },
    end() {
      clearInterval(keepalive);
      if (isOpen) outgoing.end();
    },
  };
}
