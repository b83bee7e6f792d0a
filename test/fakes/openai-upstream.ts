import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerBase64, answerError, answerJson, answerStream, write } from './openai-answers.ts';
import {
  type Asked,
  readAsked,
  type SeenRequest,
  type UpstreamAnswer,
  type UpstreamMode,
  usageFor,
} from './openai-asked.ts';
import { refuse, spoil, wrongKey } from './openai-refusals.ts';
import { createPicture, type Picture, pictureHash, pictureOf } from './picture.ts';
import { readBody } from './request-body.ts';

export type { SeenRequest, UpstreamAnswer, UpstreamMode } from './openai-asked.ts';

type Next = UpstreamMode | UpstreamAnswer;

/** A loopback server that speaks OpenAI's and xAI's image wires. */
export interface FakeUpstream {
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  /** The same with `/v1`. */
  baseUrl: string;
  requests: SeenRequest[];
  /** The requests to paint alone. */
  paints(): SeenRequest[];
  /** How many images were charged. */
  readonly charges: number;
  /** How many requests to paint were cut before they had their answer. */
  readonly cuts: number;
  /** The hashes of all pictures painted, in order. */
  painted: { size: number; sha256: string }[];
  /** Sets the answer to all requests to come, one a request (the last stays), or per request. */
  mode(next: Next | Next[] | ((request: SeenRequest) => Next)): void;
  close(): Promise<void>;
}

/** What a fake upstream is made of. */
export interface FakeOptions {
  /** Refuses every other key; default takes any. */
  apiKey?: string;
  /** The models it lists; others are refused where `refuse` says so. */
  models?: string[];
  /** How a model that is not listed is refused; default every model is taken. */
  refuse?: 'model-not-found' | 'no-channel';
}

const defaultModels = [
  'gpt-image-2.5-flare',
  'gpt-image-2',
  'grok-imagine-image-2.0',
  'grok-imagine-image',
];

/** Starts it on a port of the system's choice. */
export async function startFakeUpstream(options: FakeOptions = {}): Promise<FakeUpstream> {
  const requests: SeenRequest[] = [];
  const painted: FakeUpstream['painted'] = [];
  const files = new Map<string, { picture: Picture; failures: number }>();
  let charges = 0;
  let cuts = 0;
  let choose: (request: SeenRequest) => Next = () => 'paint';

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const body = method === 'POST' ? await readBody(request) : {};
    const seen: SeenRequest = { method, path: url, headers: request.headers, ...body };
    requests.push(seen);
    const file = files.get(url);
    if (file) return sendFile(response, file);
    if (options.apiKey && request.headers.authorization !== `Bearer ${options.apiKey}`) {
      return answerError(response, 401, wrongKey(''), { asXai: false });
    }
    if (method === 'GET' && url === '/v1/models') {
      const data = (options.models ?? defaultModels).map((id) => ({ id, object: 'model' }));
      return answerJson(response, 200, { object: 'list', data });
    }
    if (method === 'POST' && /^\/v1\/images\/(generations|edits)$/.test(url)) {
      response.once('close', () => {
        if (!response.writableFinished) cuts += 1;
      });
      const next = choose(seen);
      const answer = typeof next === 'string' ? { mode: next } : next;
      if (answer.latencyMs) await sleep(answer.latencyMs);
      return paint(seen, answer, response);
    }
    answerError(response, 404, { message: `Invalid URL (${method} ${url})` }, { asXai: false });
  }

  async function paint(seen: SeenRequest, answer: UpstreamAnswer, response: ServerResponse) {
    const asked = readAsked(seen);
    const mode = answer.mode === 'paint' ? modeFor(asked, seen, options) : answer.mode;
    if (await refuse(mode, answer, asked, seen, response)) return;
    const pictures = Array.from({ length: asked.n }, (_, index) =>
      answer.file
        ? pictureOf(answer.file)
        : createPicture({ ...asked, color: 0x3366cc + charges + index, bytes: answer.bytes ?? 0 }),
    );
    charges += asked.n;
    for (const picture of pictures) {
      painted.push({ size: picture.size, sha256: pictureHash(picture) });
    }
    await show(mode, answer, asked, pictures, response);
  }

  async function show(
    mode: UpstreamMode,
    answer: UpstreamAnswer,
    asked: Asked,
    pictures: Picture[],
    response: ServerResponse,
  ): Promise<void> {
    const usage = usageFor(asked);
    const images = pictures.map((picture, index) => ({
      picture,
      revisedPrompt: `${asked.prompt} (${index})`,
    }));
    switch (mode) {
      case 'b64':
        return answerBase64(response, images, usage);
      case 'reset-mid-body':
        return answerBase64(response, images, usage, 'reset');
      case 'stall':
        return answerBase64(response, images, usage, 'stall');
      case 'truncated':
        return answerBase64(response, images, usage, 'truncate');
      case 'url': {
        const data = images.map(({ picture, revisedPrompt }) => {
          const path = `/files/${files.size}.png`;
          files.set(path, { picture, failures: answer.failedDownloads ?? 0 });
          return { url: `${origin()}${path}`, revised_prompt: revisedPrompt };
        });
        return answerJson(response, 200, { created: 1795132800, data, usage });
      }
      case 'data-uri': {
        const data = pictures.map((picture) => {
          const base64 = Buffer.concat([...picture.pieces()]).toString('base64');
          return { url: `data:image/png;base64,${base64}` };
        });
        return answerJson(response, 200, { created: 1795132800, data, usage });
      }
      case 'sse': {
        const quirks = answer.stream ?? {};
        const previews = Array.from({ length: quirks.partials ?? asked.previews }, (_, index) =>
          createPicture({ width: 64, height: 64, color: index, bytes: answer.bytes ?? 0 }),
        );
        const final = pictures[0] as Picture;
        return answerStream(response, { kind: asked.kind, final, previews, usage }, quirks);
      }
      default:
        return spoil(mode, usage, response);
    }
  }

  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: origin(),
    baseUrl: `${origin()}/v1`,
    requests,
    paints: () => requests.filter((seen) => seen.path.startsWith('/v1/images/')),
    get charges() {
      return charges;
    },
    get cuts() {
      return cuts;
    },
    painted,
    mode(next) {
      if (typeof next === 'function') choose = next;
      else if (Array.isArray(next)) {
        const left = [...next];
        choose = () => (left.length > 1 ? left.shift() : left[0]) ?? 'paint';
      } else choose = () => next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the real ones would do. */
function modeFor(asked: Asked, seen: SeenRequest, options: FakeOptions): UpstreamMode {
  if (options.refuse && !(options.models ?? defaultModels).includes(asked.model)) {
    return options.refuse;
  }
  const takesFormat = !/gpt-image/.test(asked.model);
  if (!takesFormat && asked.format !== undefined) return 'rejected';
  const isForm = seen.fields !== undefined;
  if (asked.isXai && (seen.json?.size !== undefined || isForm)) return 'rejected';
  if (asked.isStream) return asked.n === 1 ? 'sse' : 'rejected';
  return takesFormat && asked.format !== 'b64_json' ? 'url' : 'b64';
}

async function sendFile(
  response: ServerResponse,
  file: { picture: Picture; failures: number },
): Promise<void> {
  if (file.failures > 0) {
    file.failures -= 1;
    return answerJson(response, 503, {});
  }
  response.writeHead(200, { 'content-type': 'image/png', 'content-length': file.picture.size });
  for (const piece of file.picture.pieces()) await write(response, piece);
  response.end();
}
