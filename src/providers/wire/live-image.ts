import type { Image } from '../../core/image.ts';
import { type CallContext, transportError } from './errors.ts';

/** An image whose bytes are on the wire; what breaks them is told in our words. */
export function liveImage(
  bytes: AsyncIterable<Uint8Array>,
  mediaType: string | undefined,
  context: CallContext,
): Image {
  return { mediaType, url: undefined, bytes: () => explained(bytes, context) };
}

/** The same bytes; what breaks them becomes an AppError. */
export async function* explained(
  bytes: AsyncIterable<Uint8Array>,
  context: CallContext,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (thrown) {
    throw transportError(thrown, context);
  }
}
