import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Busboy } from '@fastify/busboy';
import {
  answers,
  failureAnswers,
  type StoredImage,
  uploadSuccess,
  type WireAnswer,
} from './lsky-answers.ts';

/** The ways to fail: by an answer, by a success without links, or by the connection. */
export type LskyFailure = keyof typeof failureAnswers | 'no-links' | BrokenConnection;

type BrokenConnection = 'reset' | 'stored-reset' | 'silence';

/** Every way this server can fail. */
export const lskyFailures: readonly LskyFailure[] = [
  ...(Object.keys(failureAnswers) as (keyof typeof failureAnswers)[]),
  'no-links',
  'reset',
  'stored-reset',
  'silence',
];

/** How the server is set up. */
export interface FakeLskyOptions {
  /** The one token it knows; default `1|` and 40 letters and digits. */
  token?: string;
  /** Whether uploads without a token are taken, as a fresh installation does; default true. */
  guests?: boolean;
  /** Where its API lives; default `/api/v1`. */
  apiPath?: string;
  /** The address it tells for each image; default its own `/i/…`, which it does not serve. */
  imageUrl?: string;
  /** Whether answers quote the token that was sent, inside HTML: a server left in debug mode. */
  debug?: boolean;
  /** How long each answer takes, in milliseconds. */
  latencyMs?: number;
}

/** An image it stored; the bytes themselves are gone. */
export interface FakeUpload {
  fileName: string;
  mediaType: string;
  /** In bytes. */
  size: number;
  /** Hex, of the bytes as they came. */
  sha256: string;
  permission: string | undefined;
  strategyId: string | undefined;
  authorization: string | undefined;
  accept: string | undefined;
  /** Everything in the form but the file. */
  fields: Record<string, string>;
  key: string;
  url: string;
}

/** A loopback Lsky Pro v2 with the wire of the real one, down to how PHP escapes JSON. */
export interface FakeLsky {
  origin: string;
  uploadUrl: string;
  token: string;
  /** What was stored, oldest first; deleted images stay listed. */
  uploads: FakeUpload[];
  /** The keys deletion was asked for. */
  deleted: string[];
  /** Every request, refused ones included. */
  requests: { method: string; path: string; headers: IncomingHttpHeaders }[];
  /** Fails the next requests this way, by default all of them; undefined ends it. */
  fail(mode: LskyFailure | undefined, times?: number): void;
  close(): Promise<void>;
}

/** Starts one on a port the system chooses. It hashes uploads as they come and holds none. */
export async function startFakeLsky(options: FakeLskyOptions = {}): Promise<FakeLsky> {
  const token = options.token ?? '1|aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7d';
  const apiPath = options.apiPath ?? '/api/v1';
  let failing: { mode: LskyFailure; left: number } | undefined;

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    lsky.requests.push({ method, path, headers });
    const mode = takeFailure();
    if (mode === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    // Web servers in front of PHP take the whole body before anybody looks at it.
    const form = await readForm(request);
    if (mode === 'silence') return;
    if (options.latencyMs) await sleep(options.latencyMs);
    const answer =
      mode && mode in failureAnswers
        ? failureAnswers[mode as keyof typeof failureAnswers](origin)
        : route(request, form, mode !== 'no-links');
    if (mode === 'stored-reset') request.socket.resetAndDestroy();
    else send(response, options.debug ? leak(answer, headers.authorization) : answer);
  }

  function takeFailure(): LskyFailure | undefined {
    if (!failing || failing.left === 0) return undefined;
    failing.left -= 1;
    return failing.mode;
  }

  function route(request: IncomingMessage, form: Form, links: boolean): WireAnswer {
    const path = request.url ?? '';
    const images = `${apiPath}/images/`;
    const { authorization } = request.headers;
    if (request.method === 'POST' && path === `${apiPath}/upload`) {
      if (authorization === undefined && !(options.guests ?? true)) return answers.guestsRefused();
      if (authorization !== undefined && authorization !== `Bearer ${token}`)
        return stranger(request);
      return store(request.headers, form, links);
    }
    if (request.method === 'DELETE' && path.startsWith(images)) {
      if (authorization !== `Bearer ${token}`) return stranger(request);
      lsky.deleted.push(decodeURIComponent(path.slice(images.length)));
      return answers.deleted();
    }
    return failureAnswers['404']();
  }

  function stranger(request: IncomingMessage): WireAnswer {
    const wantsJson = request.headers.accept?.includes('json');
    return wantsJson ? failureAnswers['401']() : failureAnswers['302'](origin);
  }

  function store(headers: IncomingHttpHeaders, form: Form, links: boolean): WireAnswer {
    if (!form.file) return answers.serverTrouble();
    const { fileName } = form.file;
    const ending = /\.(jpe?g|png|gif|tif|bmp|ico|psd|webp|svg)$/i.exec(fileName)?.[0];
    if (ending === undefined) return failureAnswers.type();
    const key = randomBytes(3).toString('hex');
    const url =
      options.imageUrl ?? `${origin}/i/2026/11/20/${randomBytes(7).toString('hex')}${ending}`;
    const image: StoredImage = { ...form.file, key, url };
    lsky.uploads.push({
      ...image,
      permission: form.fields.permission,
      strategyId: form.fields.strategy_id,
      authorization: headers.authorization,
      accept: headers.accept,
      fields: form.fields,
    });
    return uploadSuccess(image, links);
  }

  const lsky: FakeLsky = {
    origin,
    uploadUrl: `${origin}${apiPath}/upload`,
    token,
    uploads: [],
    deleted: [],
    requests: [],
    fail(mode, times = Number.POSITIVE_INFINITY) {
      failing = mode && { mode, left: times };
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return lsky;
}

interface Form {
  fields: Record<string, string>;
  file: Omit<StoredImage, 'key' | 'url'> | undefined;
}

async function readForm(request: IncomingMessage): Promise<Form> {
  const form: Form = { fields: {}, file: undefined };
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) {
    for await (const chunk of request) void chunk;
    return form;
  }
  const parser = new Busboy({ headers: { ...request.headers, 'content-type': contentType } });
  parser.on('field', (name, value) => {
    form.fields[name] = value;
  });
  parser.on('file', (name, bytes, fileName, _encoding, mediaType) => {
    const hash = createHash('sha256');
    let size = 0;
    bytes.on('data', (chunk: Buffer) => {
      size += chunk.length;
      hash.update(chunk);
    });
    bytes.on('end', () => {
      if (name === 'file') form.file = { fileName, mediaType, size, sha256: hash.digest('hex') };
    });
  });
  await pipeline(request, parser);
  return form;
}

function send(response: ServerResponse, answer: WireAnswer): void {
  const rates = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '59' };
  response.writeHead(answer.status, { ...rates, ...answer.headers });
  response.end(answer.body);
}

/** Quotes the token in the JSON's message or in the page. */
function leak(answer: WireAnswer, authorization = 'nothing'): WireAnswer {
  const body = answer.body
    .replace('"message":"', `"message":"<b>${authorization}<\\/b> `)
    .replace('<h1>', `<pre>${authorization}</pre><h1>`);
  return { ...answer, body };
}
