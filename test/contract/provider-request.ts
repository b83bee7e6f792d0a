import { createHash } from 'node:crypto';
import type { Usage } from '../../src/core/generation.ts';
import type { Image, ImageInput } from '../../src/core/image.ts';
import type { Provider, ProviderEvent, ProviderRequest } from '../../src/core/provider.ts';
import { type Warning, warningText } from '../../src/core/warnings.ts';
import { sniffImage } from '../../src/kit/media-type.ts';
import { solidPng } from '../fakes/png.ts';

/** A resolved request with every field, for the provider's first model. */
export function providerRequest(
  provider: Provider,
  wishes: Partial<ProviderRequest> = {},
): ProviderRequest {
  const rows = provider.models();
  const wanted = wishes.model ?? rows[0]?.model ?? '';
  const capability = rows.find((row) => row.model === wanted) ?? provider.permissive ?? rows[0];
  if (!capability) throw new Error('the provider has no models');
  return {
    prompt: 'a fox in the snow, 雪中的狐狸',
    model: wanted,
    n: 1,
    first: 0,
    size: undefined,
    quality: undefined,
    background: undefined,
    outputFormat: undefined,
    outputCompression: undefined,
    moderation: undefined,
    inputFidelity: undefined,
    style: undefined,
    user: undefined,
    seed: undefined,
    partialImages: undefined,
    inputs: undefined,
    mask: undefined,
    markup: undefined,
    visibility: undefined,
    extra: undefined,
    capability: { ...capability, model: wanted },
    preferUrl: false,
    mayUse: () => true,
    onSend: async () => undefined,
    ...wishes,
  };
}

/** An image handed in to be edited; it may be read as often as it takes. */
export function pictureInput(color: number, fileName = 'in.png'): ImageInput {
  const bytes = solidPng(64, 64, color);
  return {
    fileName,
    mediaType: 'image/png',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    width: 64,
    height: 64,
    fromDisk: false,
    discard: async () => undefined,
    async *bytes() {
      // Uneven pieces, as files and sockets give them.
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
    },
  };
}

/** An image that was read to its end. */
export interface ReadImage {
  index: number;
  size: number;
  sha256: string;
  /** From its bytes; undefined for what is no picture. */
  mediaType: string | undefined;
  url: string | undefined;
  revisedPrompt: string | undefined;
}

/** Everything a provider told, its images read as they came. */
export interface Collected {
  images: ReadImage[];
  previews: ReadImage[];
  usage: Usage | undefined;
  warnings: string[];
  /** The types of the events in their order. */
  order: ProviderEvent['type'][];
}

/** Reads a stream of events as the core does: each image before the next event is pulled. */
export async function collect(events: AsyncIterable<ProviderEvent>): Promise<Collected> {
  const all: Collected = { images: [], previews: [], usage: undefined, warnings: [], order: [] };
  for await (const event of events) {
    all.order.push(event.type);
    if (event.type === 'image') {
      const image = await readImage(event.index, event.image);
      all.images.push({ ...image, revisedPrompt: event.revisedPrompt });
    }
    if (event.type === 'image-partial')
      all.previews.push(await readImage(event.index, event.image));
    if (event.type === 'image-info') {
      const known = all.images.find((image) => image.index === event.index);
      if (known) known.revisedPrompt = event.revisedPrompt;
    }
    if (event.type === 'usage') all.usage = event.usage;
    if (event.type === 'warning') all.warnings.push(told(event.warning));
  }
  return all;
}

function told(warned: Warning): string {
  return warningText(warned, 'en');
}

async function readImage(index: number, image: Image): Promise<ReadImage> {
  const hash = createHash('sha256');
  let size = 0;
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of image.bytes()) {
    hash.update(chunk);
    size += chunk.length;
    if (head.length < 4096) head = Buffer.concat([head, chunk]);
  }
  const mediaType = sniffImage(head)?.mediaType;
  const sha256 = hash.digest('hex');
  return { index, size, sha256, mediaType, url: image.url, revisedPrompt: undefined };
}

/** What a promise rejects with; fails where it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (thrown) {
    return thrown;
  }
  throw new Error('it did not reject');
}
