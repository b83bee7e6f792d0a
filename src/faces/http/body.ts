import type { IncomingMessage } from 'node:http';
import { AppError } from '../../core/errors.ts';

const maxJsonBytes = 1024 * 1024;
const maxDrainedBytes = 128 * 1024 * 1024;

/**
 * Reads a small JSON object from a request. A body over 1 MiB is read to its end and thrown away,
 * so that the client gets to see why. Throws `unsupported_media_type`, `too_large`, `invalid_json`
 * or `invalid_type`.
 */
export async function readJsonObject(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  requireJson(incoming);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxJsonBytes) chunks.push(chunk);
    else if (size > maxDrainedBytes) break;
  }
  if (size > maxJsonBytes) throw new AppError('too_large', { param: 'body', limit: '1 MiB' });
  return asObject(parseJson(Buffer.concat(chunks).toString('utf8')));
}

/** Generating routes take only JSON or multipart, because a plain form can be sent by any page. */
export function requireJson(incoming: IncomingMessage): void {
  const got = incoming.headers['content-type'] ?? 'missing';
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(got)) {
    throw new AppError('unsupported_media_type', { expected: 'application/json', got });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const reason = text.trim() === '' ? 'it is empty' : 'it does not parse';
    throw new AppError('invalid_json', { reason });
  }
}

/** A JSON object, or `invalid_type`. */
export function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  const got = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;
  throw new AppError('invalid_type', { param: 'body', expected: 'a JSON object', got });
}
