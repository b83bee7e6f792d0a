import { AppError } from '../../core/errors.ts';
import type { ProviderEvent } from '../../core/provider.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { type ErrorBody, readErrorBody } from '../wire/error-body.ts';
import type { CallContext } from '../wire/errors.ts';
import { numberOf, recordOf, textOf } from '../wire/json-value.ts';
import { readImage } from '../wire/read-image.ts';
import type { ShowTools } from '../wire/shown-image.ts';
import { shownImages } from '../wire/shown-images.ts';

/** The picture of `text_to_image`; its seed, and whether it was filtered out, stand in the headers. */
export async function* readFireworks(
  answer: HttpAnswer,
  context: CallContext,
): AsyncGenerator<ProviderEvent> {
  if (answer.headers['finish-reason'] === 'CONTENT_FILTERED') {
    await answer.discard();
    const values = { provider: context.provider, reason: 'the picture was filtered out.' };
    throw new AppError('moderation_blocked', values, { spent: 'maybe' });
  }
  const seed = Number.parseInt(answer.headers.seed ?? '', 10);
  yield* readImage(answer, context, Number.isNaN(seed) ? undefined : seed);
}

/** The picture of a task of Kontext's. */
export function showKontext(told: unknown, tools: ShowTools): Generator<ProviderEvent> {
  const result = recordOf(recordOf(told)?.result);
  const url = textOf(result?.sample);
  const pictures = url === undefined ? [] : [{ url, seed: numberOf(result?.seed) }];
  return shownImages(pictures, told, tools);
}

/**
 * An account that is suspended for its bills answers 412, "Account … is suspended, possibly due to
 * reaching the monthly spending limit or failure to pay past invoices."
 */
export function readFireworksError(text: string): ErrorBody {
  const body = readErrorBody(text);
  return /account .* is suspended/i.test(body.message) ? { ...body, code: 'suspended' } : body;
}
