import type { IncomingMessage } from 'node:http';

const maxDrainedBytes = 128 * 1024 * 1024;

/** Reads what is left of a refused body, within reason: most clients look at an answer only then. */
export async function drainBody(incoming: IncomingMessage): Promise<void> {
  if (incoming.readableEnded || incoming.destroyed) return;
  let size = 0;
  try {
    // Stopping in the middle must not close the connection that the answer goes out on.
    const chunks: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false });
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > maxDrainedBytes) return;
    }
  } catch {
    // Who has gone away misses no answer.
  }
}
