import { pipeline } from 'node:stream/promises';
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
  const { outgoing } = context.env;
  outgoing.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': document.contentLength,
  });
  await pipeline(document.body, outgoing).catch(() => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}
