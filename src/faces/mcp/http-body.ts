import type { IncomingMessage } from 'node:http';
import { isJsonContentType } from '@modelcontextprotocol/server';
import { ScanError } from '../../kit/base64-json/scan-error.ts';
import type { Spool } from '../../kit/spool.ts';
import { type SpooledJson, spoolJson } from '../../kit/spool-json.ts';
import { isPicturePath, maxPictureBytes } from './exchange.ts';

/** A body that no message can be made of, as it is answered. */
export class BodyRefusal extends Error {
  override readonly name = 'BodyRefusal';
  /** Of HTTP. */
  readonly status: number;
  /** Of JSON-RPC. */
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const mebibyte = 1024 * 1024;
const maxJsonBytes = mebibyte;
const maxBodyBytes = 48 * mebibyte + maxJsonBytes;
/** A client that is told no only sees it when somebody has read what it sent. */
const maxDrainedBytes = 128 * mebibyte;

const invalidRequest = -32600;
const parseError = -32700;

/** Reads a JSON-RPC body, its long base64 set aside in ended spools; throws BodyRefusal. */
export async function readBody(
  incoming: IncomingMessage,
  begin: () => Promise<Spool>,
): Promise<SpooledJson> {
  if (!isJsonContentType(incoming.headers['content-type'] ?? null)) {
    throw new BodyRefusal(415, invalidRequest, 'Send the header Content-Type: application/json.');
  }
  const body = countBytes(incoming);
  try {
    return await spoolJson(body.read(), {
      isBase64: isPicturePath,
      begin,
      maxBase64Bytes: maxPictureBytes,
      maxJsonBytes,
    });
  } catch (thrown) {
    await body.drain();
    if (thrown instanceof ScanError) throw refusalOf(thrown);
    throw thrown;
  }
}

function refusalOf(error: ScanError): BodyRefusal {
  if (error.kind !== 'too-large') {
    return new BodyRefusal(400, parseError, 'The body is not JSON.');
  }
  const message =
    'The body is over 1 MiB beside its images, which must stand as base64 in the picture parameters of a tool.';
  return new BodyRefusal(413, invalidRequest, message);
}

function countBytes(incoming: IncomingMessage) {
  let size = 0;
  // Stopping in the middle must not close the connection that the answer goes out on.
  const chunks = () => incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  return {
    async *read(): AsyncGenerator<Buffer> {
      for await (const chunk of chunks()) {
        size += chunk.length;
        if (size > maxBodyBytes) {
          const message = 'The body is over 48 MiB. Send a smaller image, or its https URL.';
          throw new BodyRefusal(413, invalidRequest, message);
        }
        yield chunk;
      }
    },
    async drain(): Promise<void> {
      if (incoming.readableEnded || incoming.destroyed) return;
      for await (const chunk of chunks()) {
        size += chunk.length;
        if (size > maxDrainedBytes) return;
      }
    },
  };
}
