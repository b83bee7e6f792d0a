import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';

/** A file that came with a request; its bytes were hashed, not held. */
export interface SeenFile {
  field: string;
  fileName: string;
  mediaType: string;
  /** In bytes. */
  size: number;
  sha256: string;
}

/** A request's body: small values as they came, files by their hash. */
export interface SeenBody {
  /** Of a JSON body; the base64 of data URIs in it is left out. */
  json?: Record<string, unknown>;
  /** Of a multipart body; of several of one name the last. */
  fields?: Record<string, string>;
  files?: SeenFile[];
}

/** Reads a body to its end without holding its images. */
export async function readBody(request: IncomingMessage): Promise<SeenBody> {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return readForm(request, type);
  return readJson(request);
}

function readForm(request: IncomingMessage, type: string): Promise<SeenBody> {
  const fields: Record<string, string> = {};
  const files: SeenFile[] = [];
  return new Promise((resolve, reject) => {
    const form = new Busboy({ headers: { 'content-type': type } });
    form.on('field', (name, value) => {
      fields[name] = value;
    });
    form.on('file', (field, stream, fileName, _encoding, mediaType) => {
      const counter = createCounter();
      stream.on('data', (chunk: Buffer) => counter.add(chunk));
      stream.on('end', () => files.push({ field, fileName, mediaType, ...counter.end() }));
    });
    form.on('finish', () => resolve({ fields, files }));
    form.on('error', reject);
    request.on('error', reject);
    request.pipe(form);
  });
}

const mark = Buffer.from(';base64,');

/** Cuts what stands between `;base64,` and the closing quote out of the text, and hashes it. */
async function readJson(request: IncomingMessage): Promise<SeenBody> {
  const kept: Buffer[] = [];
  const files: SeenFile[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let counter: Base64Counter | undefined;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      if (counter) {
        const quote = rest.indexOf('"');
        counter.add(rest.subarray(0, quote < 0 ? rest.length : quote));
        rest = quote < 0 ? Buffer.alloc(0) : rest.subarray(quote);
        if (quote < 0) break;
        const about = { field: 'image', fileName: '', mediaType: 'application/octet-stream' };
        files.push({ ...about, ...counter.end() });
        counter = undefined;
      } else {
        const at = rest.indexOf(mark);
        const safe = at < 0 ? Math.max(0, rest.length - mark.length) : at + mark.length;
        kept.push(rest.subarray(0, safe));
        rest = rest.subarray(safe);
        if (at < 0) break;
        counter = createBase64Counter();
      }
    }
  }
  const text = Buffer.concat([...kept, rest]).toString('utf8');
  const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { json, ...(files.length > 0 ? { files } : {}) };
}

interface Counter {
  add(chunk: Buffer): void;
  end(): { size: number; sha256: string };
}

function createCounter(): Counter {
  const hash: Hash = createHash('sha256');
  let size = 0;
  return {
    add(chunk) {
      hash.update(chunk);
      size += chunk.length;
    },
    end: () => ({ size, sha256: hash.digest('hex') }),
  };
}

type Base64Counter = Counter;

function createBase64Counter(): Base64Counter {
  const counter = createCounter();
  let rest = '';
  return {
    add(chunk) {
      const text = rest + chunk.toString('latin1');
      const whole = text.length - (text.length % 4);
      counter.add(Buffer.from(text.slice(0, whole), 'base64'));
      rest = text.slice(whole);
    },
    end() {
      counter.add(Buffer.from(rest, 'base64'));
      return counter.end();
    },
  };
}
