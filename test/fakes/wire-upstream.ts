import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPicture, type Picture, pictureHash } from './picture.ts';
import { readBody, type SeenBody } from './request-body.ts';

/** What one request brought. */
export interface SeenRequest extends SeenBody {
  method: string;
  /** With its query. */
  path: string;
  headers: Record<string, string | string[] | undefined>;
}

/** What a wire answers: JSON, or bytes of a type. */
export interface WireAnswer {
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  bytes?: { mediaType: string; picture: Picture };
}

/** A documented refusal, and what it must become. */
export interface WireRefusal extends WireAnswer {
  /** The code of the AppError. */
  code: string;
  /** How often the paid request goes out; default once. */
  sent?: number;
  /** Whether it may have cost something, as a refusal inside of a 200; default false. */
  mayCost?: boolean;
}

/** A task of an asynchronous wire. */
export interface FakeTask {
  id: string;
  /** The mode of the request that began it. */
  mode: string;
  /** How often it was asked for. */
  polls: number;
  cancelled: boolean;
  pictures: Picture[];
}

/** What a wire paints with. */
export interface WireTools {
  /** `paint`, or `task-…`: what shall become of it. */
  mode: string;
  origin: string;
  /** Pictures of the asked number, painted and charged now. */
  pictures: Picture[];
  /** Puts a picture under a URL of this server. */
  publish(picture: Picture): string;
  base64(picture: Picture): string;
  tasks: Map<string, FakeTask>;
  /** Begins a task that holds the pictures. */
  begin(): FakeTask;
}

/** One vendor's wire, as its documents tell it. */
export interface Wire {
  /** Whether this request is the one that costs. */
  isPaint(seen: SeenRequest): boolean;
  /** Images it asks for; default 1. */
  asked?(seen: SeenRequest): number;
  /** The key it came with; undefined for none. */
  keyOf(seen: SeenRequest): string | undefined;
  /** A success, or for a task its beginning. */
  paint(seen: SeenRequest, tools: WireTools): WireAnswer;
  /** Polls, results, cancels, lists; undefined is answered 404. `tools.pictures` is empty. */
  other?(seen: SeenRequest, tools: WireTools): WireAnswer | undefined;
  /** An error body with these words. */
  error(message: string): unknown;
  /** A success without any picture. */
  empty?: unknown;
  /** Every documented refusal by name; `unauthorized` and `moderation` at least. */
  refusals: Record<string, WireRefusal>;
}

/** A loopback server that speaks one vendor's wire. */
export interface WireUpstream {
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  requests: SeenRequest[];
  /** The requests that cost. */
  paints(): SeenRequest[];
  /** How many images were charged. */
  readonly charges: number;
  painted: { size: number; sha256: string }[];
  tasks: Map<string, FakeTask>;
  /** Sets the answers to come, one a paid request, the last for all that follow. */
  mode(...modes: string[]): void;
  close(): Promise<void>;
}

/** Starts it on a port of the system's choice; with `apiKey` it refuses every other key. */
export async function startWire(
  wire: Wire,
  options: { apiKey?: string } = {},
): Promise<WireUpstream> {
  const requests: SeenRequest[] = [];
  const painted: WireUpstream['painted'] = [];
  const files = new Map<string, Picture>();
  const tasks = new Map<string, FakeTask>();
  let charges = 0;
  let modes = ['paint'];
  // Only what is asked after a painting began gets lost.
  let shaken = true;

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const hasBody = Number(headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in headers;
    const body = hasBody ? await readBody(request) : {};
    const seen: SeenRequest = { method, path: url, headers, ...body };
    requests.push(seen);
    const file = files.get(url);
    if (file) return send(response, { bytes: { mediaType: 'image/png', picture: file } });
    if (options.apiKey && wire.keyOf(seen) !== options.apiKey) {
      return send(response, wire.refusals.unauthorized ?? { status: 401 });
    }
    if (!wire.isPaint(seen)) {
      if (modes[0] === 'task-shaky' && !shaken) {
        shaken = true;
        return sendText(response, 502, '<html>502 Bad Gateway</html>');
      }
      const answer = wire.other?.(seen, toolsFor(modes[0] ?? 'paint', []));
      return send(response, answer ?? { status: 404, json: wire.error('There is no such thing.') });
    }
    const mode = (modes.length > 1 ? modes.shift() : modes[0]) ?? 'paint';
    shaken = false;
    await paint(seen, mode, response);
  }

  async function paint(seen: SeenRequest, mode: string, response: ServerResponse): Promise<void> {
    const refusal = wire.refusals[mode];
    if (refusal) return send(response, refusal);
    switch (mode) {
      case 'echo-key':
        return send(response, { status: 401, json: wire.error(`Bad key ${wire.keyOf(seen)}.`) });
      case 'error-json':
        return send(response, { status: 500, json: wire.error('The server had an error.') });
      case 'error-html':
        return sendText(response, 502, '<html>502 Bad Gateway</html>');
      case 'html':
        return sendText(response, 200, '<html>Hello.</html>');
      case 'reset':
        response.destroy();
        return;
      case 'hang':
        return;
      case 'empty':
        return send(response, { json: wire.empty });
      case 'slow':
        await sleep(300);
    }
    const pictures = Array.from({ length: wire.asked?.(seen) ?? 1 }, () => {
      charges += 1;
      const bytes = mode === 'large' ? 20_000_000 : 0;
      return createPicture({ width: 64, height: 64, color: 0x3366cc + charges, bytes });
    });
    for (const picture of pictures) {
      painted.push({ size: picture.size, sha256: pictureHash(picture) });
    }
    const answer = wire.paint(seen, toolsFor(mode, pictures));
    if (mode === 'truncated') return sendCut(response, answer);
    await send(response, answer);
  }

  function toolsFor(mode: string, pictures: Picture[]): WireTools {
    return {
      mode,
      origin: origin(),
      pictures,
      tasks,
      publish(picture) {
        const path = `/files/${files.size}.png`;
        files.set(path, picture);
        return `${origin()}${path}`;
      },
      base64: (picture) => Buffer.concat([...picture.pieces()]).toString('base64'),
      begin() {
        const id = `task-${tasks.size + 1}-of-the-fake`;
        const task = { id, mode, polls: 0, cancelled: false, pictures };
        tasks.set(id, task);
        return task;
      },
    };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: origin(),
    requests,
    paints: () => requests.filter((seen) => wire.isPaint(seen)),
    get charges() {
      return charges;
    },
    painted,
    tasks,
    mode(...next) {
      shaken = true;
      modes = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function send(response: ServerResponse, answer: WireAnswer): Promise<void> {
  const { status = 200, headers = {}, json, bytes } = answer;
  if (bytes) {
    response.writeHead(status, { 'content-type': bytes.mediaType, ...headers });
    for (const piece of bytes.picture.pieces()) response.write(piece);
    response.end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(json === undefined ? '' : JSON.stringify(json));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end(text);
}

function sendCut(response: ServerResponse, { headers = {}, json, bytes }: WireAnswer): void {
  const whole = bytes
    ? Buffer.concat([...bytes.picture.pieces()])
    : Buffer.from(JSON.stringify(json));
  const mediaType = bytes?.mediaType ?? 'application/json';
  response.writeHead(200, {
    'content-type': mediaType,
    'content-length': whole.length,
    ...headers,
  });
  response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
}
