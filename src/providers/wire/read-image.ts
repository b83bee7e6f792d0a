import { AppError } from '../../core/errors.ts';
import type { ProviderEvent } from '../../core/provider.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { type CallContext, noImageError } from './errors.ts';
import { liveImage } from './live-image.ts';
import { readPaidJson } from './paid-json.ts';

/**
 * The picture of an answer that is nothing but its bytes, while they arrive. Throws AppErrors for an
 * answer in words.
 */
export async function* readImage(
  answer: HttpAnswer,
  context: CallContext,
  seed?: number,
): AsyncGenerator<ProviderEvent> {
  const mediaType = answer.headers['content-type'] ?? '';
  if (/^application\/(?:[\w.+-]*\+)?json\b/i.test(mediaType)) {
    throw noImageError(await readPaidJson(answer, context), context);
  }
  try {
    if (/^text\//i.test(mediaType)) {
      const values = { provider: context.provider, reason: 'a page of text' };
      throw new AppError('upstream_not_an_image', values, { spent: 'maybe' });
    }
    const image = liveImage(answer.body, mediaType || undefined, context);
    yield { type: 'image', index: 0, image, ...(seed === undefined ? {} : { seed }) };
  } finally {
    await answer.discard();
  }
}
