import type { IncomingMessage } from 'node:http';
import type { HttpContext } from './context.ts';

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

const writeStallMs = 30_000;

/**
 * From now on a client that takes nothing of what it is sent is cut off after half a minute; one
 * that takes it slowly is not. Only for answers that are on their way, since it counts any silence.
 */
export function cutWhereStalled({ outgoing }: HttpContext['env'], afterMs = writeStallMs): void {
  outgoing.setTimeout(afterMs);
}
