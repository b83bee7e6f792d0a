import { call, callJson, errorFrom } from './call.ts';
import { decodePreview } from './decode-preview.ts';
import { readEvents } from './read-events.ts';
import type { CostKind, Warning } from './shapes.ts';

/** A picture handed in: its bytes or its address, and how the page shows it. */
export interface Input {
  id: string;
  /** Undefined where the server is to fetch it. */
  file: Blob | undefined;
  fileName: string;
  /** An object URL, valid as long as the page; undefined where only the server sees it. */
  shownAt: string | undefined;
  /** Where the server finds it; undefined where the page has its bytes. */
  address: string | undefined;
  /** In pixels; 0 where nobody knows. */
  width: number;
  height: number;
  /** A PNG whose transparent parts shall be painted anew. */
  mask: Blob | undefined;
}

/** An upstream of the user's own. Its key is in the memory of this tab and nowhere else. */
export interface OwnProvider {
  baseUrl: string;
  apiKey: string;
}

/** Everything one request asks for, kept so that it can be asked again as it was. */
export interface Wish {
  prompt: string;
  model: string;
  size: string | undefined;
  quality: string | undefined;
  n: number;
  seed: number | undefined;
  /** Rarer parameters, by their names on the wire. */
  more: Readonly<Record<string, string | number>>;
  /** The name of a style that is put on. */
  style: string | undefined;
  inputs: readonly Input[];
  /** Who paints, where it is none of the server's; `forgotten` where its key is not known any more. */
  own?: OwnProvider | 'forgotten' | undefined;
}

/** How far a provider says it is. */
export interface Progress {
  /** From 0 to 1; null where it does not tell. */
  fraction: number | null;
  /** In the language of the page. */
  message: string | null;
}

/** What happens to a wish, in order. */
export type PaintEvent =
  | { type: 'accepted'; id: string }
  | ({ type: 'progress' } & Progress)
  | { type: 'preview'; index: number; image: Blob }
  | { type: 'picture'; index: number; url: string; name: string | undefined; making: Making };

/** What is told of a picture when it is there. */
export interface Making {
  id: string;
  provider: string;
  model: string;
  cost_usd?: number;
  cost_kind: CostKind;
  warnings: Warning[];
}

/** How many previews are asked for. */
const previews = 3;

/**
 * Asks for pictures and tells what comes; throws ApiError, `cost_not_confirmed` where the user has
 * to agree to the price first. Whoever stops reading cancels nothing.
 */
export async function* paint(
  wish: Wish,
  signal: AbortSignal,
  agreed: boolean,
): AsyncGenerator<PaintEvent, void> {
  const answer = await send(wish, signal, agreed);
  const id = answer.headers.get('x-maliang-generation-id');
  if (id) yield { type: 'accepted', id };
  if (!answer.body) return;
  for await (const { event, data } of readEvents(answer.body)) {
    const told = JSON.parse(data) as WireEvent;
    if (event === 'error') throw errorFrom(told, 200);
    if (event.endsWith('.progress')) {
      yield { type: 'progress', fraction: told.fraction ?? null, message: told.message ?? null };
    }
    if (event.endsWith('.partial_image')) {
      const image = decodePreview(told);
      yield { type: 'preview', index: told.image_index ?? 0, image };
    }
    if (event.endsWith('.completed') && told.maliang) {
      const { url, name, ...making } = told.maliang;
      yield { type: 'picture', index: told.image_index ?? 0, url, name, making };
    }
  }
}

interface WireEvent {
  b64_json?: string;
  output_format?: string;
  image_index?: number;
  fraction?: number | null;
  message?: string | null;
  maliang?: Making & { url: string; name?: string };
}

/** A wish as fields on the wire, but for its pictures; without consent to its price it may be refused. */
export function wishFields({ inputs, more, own, ...fields }: Wish, agreed: boolean) {
  return {
    ...more,
    ...fields,
    ...(typeof own === 'object' && { base_url: own.baseUrl, api_key: own.apiKey }),
    partial_images: previews,
    response_format: 'url',
    confirm_cost: agreed,
  };
}

const edits = 'v1/images/edits?progress=true';

function send(wish: Wish, signal: AbortSignal, agreed: boolean): Promise<Response> {
  const { inputs } = wish;
  const wanted = { ...wishFields(wish, agreed), stream: true };
  if (inputs.length === 0) {
    return call('v1/images/generations?progress=true', { method: 'POST', json: wanted, signal });
  }
  if (inputs.some(({ address }) => address !== undefined)) return sendByName(wish, wanted, signal);
  const form = new FormData();
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== undefined) form.append(name, String(value));
  }
  for (const { file, fileName } of inputs) if (file) form.append('image[]', file, fileName);
  const mask = inputs[0]?.mask;
  if (mask) form.append('mask', mask, 'mask.png');
  return call(edits, { method: 'POST', form, signal });
}

/** A form holds no addresses, so what the page has bytes of is handed in first. */
async function sendByName(
  { inputs }: Wish,
  fields: object,
  signal: AbortSignal,
): Promise<Response> {
  const json = { ...fields, ...(await handIn(inputs, signal)) };
  return call(edits, { method: 'POST', json, signal });
}

/** Pictures to start from as JSON names them. */
export interface NamedPictures {
  images: ({ file_id: string } | { image_url: string | undefined })[];
  mask: { file_id: string } | undefined;
}

/** Hands in what the page has the bytes of, so that it can be named. */
export async function handIn(
  inputs: readonly Input[],
  signal: AbortSignal,
): Promise<NamedPictures> {
  const named = async ({ file, fileName, address }: Input) =>
    file ? { file_id: await keepFile(file, fileName, signal) } : { image_url: address };
  const images = await Promise.all(inputs.map(named));
  const first = inputs[0]?.mask;
  const mask = first && { file_id: await keepFile(first, 'mask.png', signal) };
  return { images, mask };
}

async function keepFile(file: Blob, fileName: string, signal: AbortSignal): Promise<string> {
  const form = new FormData();
  form.append('file', file, fileName);
  const { id } = await callJson<{ id: string }>('v1/files', { method: 'POST', form, signal });
  return id;
}
