import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';

/** How often it is looked whether a client still sends, and what must have come by then. */
export interface Pace {
  everyMs: number;
  minBytes: number;
}

/** A kilobyte a second: far below what any line carries on which a picture makes sense. */
const usualPace: Pace = { everyMs: 15_000, minBytes: 15 * 1024 };

/**
 * Reads a body with a watch over its pace: a client that sends next to nothing is cut off, and the
 * reading fails as it does where a connection breaks.
 */
export async function readInPace<Result>(
  incoming: IncomingMessage,
  read: () => Promise<Result>,
  { everyMs, minBytes }: Pace = usualPace,
): Promise<Result> {
  let before = incoming.socket.bytesRead;
  const watch = setInterval(() => {
    const now = incoming.socket.bytesRead;
    if (now - before < minBytes && !incoming.complete) incoming.destroy();
    before = now;
  }, everyMs);
  try {
    return await read();
  } finally {
    clearInterval(watch);
  }
}

/** Node takes a piece that went out in part for movement, once: a stall lasts between one and two of these. */
const writeStallMs = 16_000;

/**
 * Watches that a client takes what it is sent: where some of it waits and none of it is taken for a
 * while, or on the whole less than the pace, the connection is cut. Waiting for us is no fault of
 * the client's and counts for nothing. What was painted for it is kept all the same.
 */
export function watchAnswer(
  outgoing: ServerResponse,
  { everyMs, minBytes }: Pace = usualPace,
  stallMs = writeStallMs,
): void {
  const { socket } = outgoing;
  if (!socket) return;
  const before = socket.bytesWritten;
  let waited = 0;
  const isWaiting = () => outgoing.writableLength > 0;
  // A close like any other would leave with the system what waits, for as long as nobody takes it.
  const cut = () => socket.resetAndDestroy();
  const watch = setInterval(() => {
    if (!isWaiting()) return;
    waited += 1;
    // More is handed over only where something was taken, but for one piece at the beginning.
    if (socket.bytesWritten - before < waited * minBytes) cut();
  }, everyMs);
  outgoing.once('close', () => clearInterval(watch));
  outgoing.setTimeout(stallMs, () => {
    if (isWaiting()) cut();
  });
}

/** A client that was answered before it had sent everything sends the rest in pace, or is cut off. */
export function watchRest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  pace: Pace = usualPace,
): void {
  outgoing.once('finish', () => {
    if (incoming.complete) return;
    readInPace(incoming, () => finished(incoming), pace).catch(() => {
      // Who has gone away has sent what there was.
    });
  });
}
