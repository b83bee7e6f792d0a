import { AppError } from '../../core/errors.ts';
import type { ImageInput } from '../../core/image.ts';
import { withRetries } from '../../core/retry.ts';
import { writeMultipart } from '../../kit/write-multipart.ts';
import { authorization, readRefusal, type Upstream } from '../wire/call.ts';
import { type CallContext, noImageError, transportError } from '../wire/errors.ts';
import { recordOf, textOf } from '../wire/json-value.ts';
import { readPaidJson } from '../wire/paid-json.ts';

/** Where larger images stand at Replicate. */
export type Uploaded = ReadonlyMap<ImageInput, string>;

/** What it wants as a data URI at most, in bytes (sdks.replicate.com, predictions.create). */
const inlineBytes = 256 * 1024;

/**
 * Puts the images that are too large for a data URI into Replicate's store of files, where they
 * expire by themselves. That costs nothing, so nothing is spent where it fails.
 */
export async function uploadLarge(
  inputs: readonly ImageInput[],
  upstream: Upstream,
  context: CallContext,
  signal: AbortSignal,
): Promise<Uploaded> {
  const uploaded = new Map<ImageInput, string>();
  for (const input of inputs) {
    if (input.size <= inlineBytes) continue;
    const upload = () => uploadOne(input, upstream, context, signal);
    uploaded.set(input, await withRetries(upload, upstream.retry, signal));
  }
  return uploaded;
}

async function uploadOne(
  input: ImageInput,
  upstream: Upstream,
  context: CallContext,
  signal: AbortSignal,
): Promise<string> {
  const { fileName, mediaType, size } = input;
  const part = { name: 'content', fileName, mediaType, size, body: input.bytes() };
  const { contentType, contentLength, body } = writeMultipart([part]);
  try {
    const answer = await upstream.client.request({
      method: 'POST',
      url: `${upstream.base}/files`,
      headers: { ...authorization(upstream), 'content-type': contentType },
      body,
      ...(contentLength === undefined ? {} : { contentLength }),
      signal,
      firstByteMs: upstream.deadlines.firstByteMs,
    });
    if (answer.status < 200 || answer.status >= 300) throw await readRefusal(answer, context);
    const file = recordOf(await readPaidJson(answer, context));
    const url = textOf(recordOf(file?.urls)?.get);
    if (url === undefined) throw noImageError(file, context);
    return url;
  } catch (thrown) {
    const error = transportError(thrown, context);
    throw error instanceof AppError ? error.with({ spent: 'no' }) : error;
  }
}
