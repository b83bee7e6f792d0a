import { AppError } from '../../core/errors.ts';
import type { ImageInput } from '../../core/image.ts';
import { type WritePart, writeMultipart } from '../../kit/write-multipart.ts';
import { callContext, callUpstream, type Upstream } from '../wire/call.ts';
import { recordOf, textOf } from '../wire/json-value.ts';
import { readPaidJson } from '../wire/paid-json.ts';

/** A file in ComfyUI's input folder, as `/upload/image` names it. */
export interface SentImage {
  filename: string;
  subfolder: string;
  type: string;
}

const folder = 'maliang';

/** Sends an image ahead of the graph that names it; equal bytes have one name there. */
export async function sendImage(
  upstream: Upstream,
  image: ImageInput,
  signal: AbortSignal,
): Promise<SentImage> {
  return send(upstream, '/upload/image', [file(image), ...place], signal);
}

/**
 * Sends a mask that ComfyUI puts into the transparency of an image it has: what is transparent is
 * painted anew, as in ours.
 */
export async function sendMask(
  upstream: Upstream,
  mask: ImageInput,
  onto: SentImage,
  signal: AbortSignal,
): Promise<SentImage> {
  const parts = [file(mask), { name: 'original_ref', body: JSON.stringify(onto) }, ...place];
  return send(upstream, '/upload/mask', parts, signal);
}

/** How a loader names such a file. */
export function loadName({ filename, subfolder, type }: SentImage): string {
  const path = subfolder === '' ? filename : `${subfolder}/${filename}`;
  return type === 'input' ? path : `${path} [${type}]`;
}

const place: WritePart[] = [
  { name: 'type', body: 'input' },
  { name: 'subfolder', body: folder },
  { name: 'overwrite', body: 'true' },
];

function file({ sha256, mediaType, size, bytes }: ImageInput): WritePart {
  // Its own name could stand for another image there, or hold what a file system does not like.
  const ending = mediaType.split('/')[1] ?? 'png';
  const fileName = `${sha256.slice(0, 32)}.${ending}`;
  return { name: 'image', fileName, mediaType, size, body: bytes() };
}

async function send(
  upstream: Upstream,
  path: string,
  parts: readonly WritePart[],
  signal: AbortSignal,
): Promise<SentImage> {
  const { name: provider } = upstream;
  const build = () => ({ path, ...writeMultipart(parts), streams: false });
  try {
    // Bytes are read once, so a second try would send none: what fails here costs nothing anyway.
    const once = {
      ...upstream,
      retry: { ...upstream.retry, unreachable: 0, rateLimited: 0, failed: 0 },
    };
    const answer = await callUpstream(once, '', build, async () => {}, signal);
    const json = recordOf(await readPaidJson(answer, callContext(upstream, '')));
    const filename = textOf(json?.name);
    if (filename !== undefined) {
      const type = textOf(json?.type) ?? 'input';
      return { filename, subfolder: textOf(json?.subfolder) ?? '', type };
    }
    const reason = 'it did not say where it put the image.';
    throw new AppError('upstream_failed', { provider, status: answer.status, reason });
  } catch (thrown) {
    throw unspent(thrown, provider);
  }
}

/** Nothing is painted before the graph is sent. */
function unspent(thrown: unknown, provider: string): unknown {
  if (!(thrown instanceof AppError) || (thrown.details.spent ?? 'no') === 'no') return thrown;
  if (thrown.code !== 'outcome_unknown') return thrown.with({ spent: 'no' });
  const reason = 'the image to edit could not be handed over';
  return new AppError('upstream_unreachable', { provider, reason }, { cause: thrown });
}
