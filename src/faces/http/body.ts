import type { IncomingMessage } from 'node:http';
import { AppError } from '../../core/errors.ts';
import { readInPace } from './pace.ts';

const maxJsonBytes = 1024 * 1024;
const maxDrainedBytes = 128 * 1024 * 1024;

/**
 * Reads a small JSON object from a request. A body over 1 MiB is read to its end and thrown away,
 * so that the client gets to see why. Throws `unsupported_media_type`, `too_large`, `invalid_json`
 * or `invalid_type`.
 */
export async function readJsonObject(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  requireJson(incoming);
  return asObject(parseJson(await readInPace(incoming, () => readBody(incoming))));
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= maxJsonBytes) chunks.push(chunk);
      else if (size > maxDrainedBytes) break;
    }
  } catch (cause) {
    const reason = { en: 'it was cut off', zh: '内容不完整' };
    throw new AppError('invalid_json', { reason }, { cause });
  }
  if (size > maxJsonBytes) throw new AppError('too_large', { param: 'body', limit: '1 MiB' });
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads a small plain form, such as a button of the page sends. Throws as `readJsonObject`. */
export async function readForm(incoming: IncomingMessage): Promise<URLSearchParams> {
  const expected = 'application/x-www-form-urlencoded';
  const got = incoming.headers['content-type'] ?? 'missing';
  if (!isForm(incoming)) throw new AppError('unsupported_media_type', { expected, got });
  return new URLSearchParams(await readInPace(incoming, () => readBody(incoming)));
}

/** Whether a plain form comes. */
export function isForm({ headers }: IncomingMessage): boolean {
  return /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}

/** Generating routes take only JSON or multipart, because a plain form can be sent by any page. */
export function requireJson(incoming: IncomingMessage): void {
  const got = incoming.headers['content-type'] ?? 'missing';
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(got)) {
    throw new AppError('unsupported_media_type', { expected: 'application/json', got });
  }
}

function parseJson(text: string): unknown {
  try {
    // Some clients begin with a mark of the encoding.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    const reason =
      text.trim() === ''
        ? { en: 'it is empty', zh: '内容为空' }
        : { en: 'it does not parse', zh: '无法解析' };
    throw new AppError('invalid_json', { reason });
  }
}

/** A JSON object, or `invalid_type`. */
export function asObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  const got = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const expected = { en: 'a JSON object', zh: 'JSON 对象' };
  throw new AppError('invalid_type', { param: 'body', expected, got });
}
