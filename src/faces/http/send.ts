import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { JsonDocument } from '../../kit/json-with-base64.ts';
import type { HttpContext } from './context.ts';

/**
 * Sends a JSON document as Node's own response: status and length first, then the bytes as the
 * client takes them. A client that leaves takes nothing with it, its images are kept.
 */
export async function sendDocument(
  context: HttpContext,
  status: number,
  document: JsonDocument,
  headers: Record<string, string>,
): Promise<Response> {
  const outgoing = context.env.outgoing as ServerResponse;
  outgoing.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': document.contentLength,
  });
  // Both for speed: a pipeline costs more than the whole of a small answer, and a socket takes
  // strings without a copy of them on the heap.
  if (document.text === undefined) await pour(document.pieces, outgoing);
  else outgoing.end(document.text);
  return RESPONSE_ALREADY_SENT;
}

async function pour(body: AsyncIterable<Buffer | string>, outgoing: ServerResponse): Promise<void> {
  // Whoever leaves is seen by `destroyed`.
  outgoing.on('error', () => undefined);
  try {
    for await (const piece of body) {
      if (outgoing.destroyed) return;
      if (!outgoing.write(piece, 'latin1')) await drained(outgoing);
    }
    outgoing.end();
  } catch {
    outgoing.destroy();
  }
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (outgoing.destroyed) return resolve();
    const done = () => {
      outgoing.off('drain', done);
      outgoing.off('close', done);
      resolve();
    };
    outgoing.on('drain', done);
    outgoing.on('close', done);
  });
}
