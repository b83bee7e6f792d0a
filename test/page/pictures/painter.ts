import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type PaintJob, paintPng } from '../../../src/providers/demo/paint-png.ts';
import { hashText } from '../../../src/providers/demo/random.ts';
import { answerJson } from '../../fakes/openai-answers.ts';
import { readAsked, usageFor } from '../../fakes/openai-asked.ts';

/** A loopback server that speaks OpenAI's and xAI's image wires, and paints with the demo painter. */
export interface Painter {
  baseUrl: string;
  /** From now on streams wait behind their previews until the function that comes back is called. */
  hold(): () => void;
  close(): Promise<void>;
}

const models = ['gpt-image-2.5-flare', 'gpt-image-2', 'grok-imagine-image-2.0'];
const never = new AbortController().signal;

/** Starts it on a port of the system's choice. */
export async function startPainter(): Promise<Painter> {
  let held = Promise.resolve();
  const server = createServer((request, response) => {
    answer(request, response, () => held).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    hold() {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Paints a whole picture. */
export function paintWhole(job: Partial<PaintJob> & Pick<PaintJob, 'prompt'>): Promise<Buffer> {
  const seed = hashText(job.prompt);
  const bare = { seed, width: 1024, height: 1024, share: 1, grain: 0 };
  return buffer(paintPng({ ...bare, base: undefined, mask: undefined, ...job }, never));
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  held: () => Promise<void>,
): Promise<void> {
  const { method = '', url = '' } = request;
  if (method === 'GET') {
    const data = models.map((id) => ({ id, object: 'model' }));
    return answerJson(response, 200, { object: 'list', data });
  }
  const { fields, files } = await readWish(request);
  const asked = readAsked({ method, path: url, headers: request.headers, json: fields });
  const job = {
    prompt: asked.prompt,
    seed: hashText(asked.prompt + (asked.isXai ? asked.model : '')),
    ...(asked.isXai ? sizeOf(fields.aspect_ratio) : { width: asked.width, height: asked.height }),
    base: files.image,
    mask: files.mask,
  };
  const usage = usageFor(asked);
  if (asked.isStream) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = async (type: string, share: number, rest: object) => {
      const b64_json = (await paintWhole({ ...job, share })).toString('base64');
      const data = { type: `${asked.kind}.${type}`, b64_json, output_format: 'png', ...rest };
      response.write(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    const shares = [1 / 8, 1 / 4, 1 / 2].slice(0, asked.previews);
    for (const [place, share] of shares.entries()) {
      await send('partial_image', share, { partial_image_index: place });
    }
    await held();
    await send('completed', 1, { created_at: 1795132800, usage });
    response.end();
    return;
  }
  const data: object[] = [];
  for (let place = 0; place < asked.n; place += 1) {
    const picture = await paintWhole({ ...job, seed: job.seed + place });
    data.push({ b64_json: picture.toString('base64') });
  }
  answerJson(response, 200, { created: 1795132800, data, usage });
}

/** A ratio's pixels, about a million of them. */
function sizeOf(ratio: unknown): { width: number; height: number } {
  const [across = 1, down = 1] = /^\d+:\d+$/.test(String(ratio))
    ? String(ratio).split(':').map(Number)
    : [];
  const unit = Math.sqrt(1_048_576 / (across * down));
  return { width: Math.round(unit * across), height: Math.round(unit * down) };
}

/** What is asked for, from JSON or a form; files whole, as they are few and small here. */
async function readWish(request: IncomingMessage) {
  const body = await buffer(request);
  const type = request.headers['content-type'] ?? '';
  const fields: Record<string, unknown> = {};
  const files: Record<string, Buffer> = {};
  if (!type.startsWith('multipart/')) return { fields: JSON.parse(body.toString()), files };
  const form = await new Response(body, { headers: { 'content-type': type } }).formData();
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    else files[name.replace('[]', '')] = Buffer.from(await value.arrayBuffer());
  }
  return { fields, files };
}
