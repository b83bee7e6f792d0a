import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { collect, providerRequest, rejection } from '../../../test/contract/provider-request.ts';
import { listen, openClient } from '../../../test/fakes/loopback.ts';
import { solidPng } from '../../../test/fakes/png.ts';
import { type ServerSocket, takeWebSockets } from '../../../test/fakes/web-socket-server.ts';
import type { ProviderEvent } from '../../core/provider.ts';
import { comfyuiProvider } from '../comfyui.ts';

const preview = solidPng(8, 8, 0x112233);
const picture = solidPng(64, 64, 0x445566);

/** Numbers in front of a picture, as ComfyUI packs them. */
function frame(...parts: (number | Buffer)[]): Buffer {
  const bytes = parts.map((part) => {
    if (typeof part !== 'number') return part;
    const number = Buffer.alloc(4);
    number.writeUInt32BE(part);
    return number;
  });
  return Buffer.concat(bytes);
}

/** A ComfyUI whose socket tells everything; `play` is what it tells once a graph was handed over. */
async function serveComfy(play: (line: Line) => void) {
  const asked: string[] = [];
  const bodies: Record<string, unknown>[] = [];
  let line: Line | undefined;
  const answers: Record<string, (body: Record<string, unknown>) => unknown> = {
    'GET /object_info/CheckpointLoaderSimple': () => ({
      CheckpointLoaderSimple: {
        input: { required: { ckpt_name: ['COMBO', { options: ['a.safetensors'] }] } },
      },
    }),
    'POST /prompt': ({ prompt_id }) => {
      if (line) setTimeout(play, 5, line);
      return { prompt_id, number: 1, node_errors: {} };
    },
    'GET /queue': () => ({ queue_running: [[1, line?.id, {}]], queue_pending: [] }),
    'POST /queue': () => undefined,
    'POST /interrupt': () => undefined,
  };
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://here');
    const route = `${request.method} ${url.pathname}`;
    asked.push(route);
    if (route === 'GET /view') return void response.end(picture);
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    bodies.push(body);
    const images = [{ filename: 'a.png', subfolder: '', type: 'output' }];
    const history = line?.isDone ? { [line.id]: { outputs: { '9': { images } }, status: {} } } : {};
    const answer = route.startsWith('GET /history/') ? history : answers[route]?.(body);
    response.end(answer === undefined ? '' : JSON.stringify(answer));
  });
  takeWebSockets(server, (socket, { url = '' }) => {
    const id = new URL(url, 'http://here').searchParams.get('clientId') ?? '';
    line = { id, isDone: false, socket, tell: (type, data) => socket.send(said(type, data)) };
  });
  const { origin } = await listen(server);
  const pauses = { first: 5, longest: 10, growth: 1 };
  const provider = comfyuiProvider({
    ...{ name: 'comfyui', baseUrl: `${origin}/`, client: openClient([origin]), pauses },
  });
  return { provider, asked, bodies };
}

interface Line {
  id: string;
  isDone: boolean;
  socket: ServerSocket;
  tell(type: string, data: Record<string, unknown>): void;
}

const said = (type: string, data: Record<string, unknown>) => JSON.stringify({ type, data });

function end(line: Line): void {
  line.isDone = true;
  line.tell('executing', { node: null, prompt_id: line.id });
}

describe('the line to ComfyUI', () => {
  it('tells progress and as many previews as were asked for, while it paints', async () => {
    const { provider, asked, bodies } = await serveComfy((line) => {
      const steps = [1, 2, 3, 4, 5].entries();
      const step = () => {
        const { value, done } = steps.next();
        if (done) return end(line);
        const [at, number] = value;
        line.tell('progress', { value: number, max: 5, prompt_id: line.id });
        const about = Buffer.from('{"image_type":"image/png"}');
        const packed = at % 2 ? frame(4, about.length, about, preview) : frame(1, 2, preview);
        line.socket.send(packed);
        setTimeout(step, 60);
      };
      step();
    });
    const request = providerRequest(provider, { partialImages: 2 });
    const { signal } = new AbortController();
    const events: ProviderEvent[] = [];
    const told = await collect(keep(await provider.generate(request, signal), events));
    expect(told.previews.map(({ index, size }) => [index, size])).toEqual([
      [0, preview.length],
      [0, preview.length],
    ]);
    const fractions = events.flatMap((event) =>
      event.type === 'progress' && event.fraction !== undefined ? [event.fraction] : [],
    );
    // On a busy machine several steps may be heard of at once.
    expect(fractions.length).toBeGreaterThan(1);
    expect(fractions).toEqual([...fractions].sort());
    expect(fractions.at(-1)).toBe(1);
    expect(told.images).toMatchObject([{ size: picture.length }]);
    // The line says when to ask.
    expect(asked.filter((route) => route.startsWith('GET /history')).length).toBeLessThan(5);
    expect(bodies.find(({ prompt }) => prompt)).toMatchObject({
      extra_data: { preview_method: 'auto' },
    });
  });

  it('is done without when it breaks off', async () => {
    const { provider } = await serveComfy((line) => {
      line.socket.end();
      setTimeout(() => {
        line.isDone = true;
      }, 50);
    });
    const { signal } = new AbortController();
    const told = await collect(await provider.generate(providerRequest(provider), signal));
    expect(told.images).toHaveLength(1);
  });

  it('interrupts what is being painted when that is taken back', async () => {
    const { provider, asked, bodies } = await serveComfy((line) =>
      line.tell('progress', { value: 1, max: 5, prompt_id: line.id }),
    );
    const controller = new AbortController();
    const events = await provider.generate(providerRequest(provider), controller.signal);
    const reading = (async () => {
      for await (const event of events) if (event.type === 'progress') controller.abort();
    })();
    expect(await rejection(reading)).toMatchObject({ code: 'cancelled' });
    expect(asked.slice(-3)).toEqual(['POST /queue', 'GET /queue', 'POST /interrupt']);
    expect(bodies.at(-1)).toEqual({ prompt_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });
});

async function* keep(events: AsyncIterable<ProviderEvent>, kept: ProviderEvent[]) {
  for await (const event of events) {
    kept.push(event);
    yield event;
  }
}
