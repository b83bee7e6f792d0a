import { AppError } from '../../core/errors.ts';
import type { ProviderEvent } from '../../core/provider.ts';
import type { JsonPath } from '../../kit/base64-json.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { type ErrorBody, readErrorBody } from '../wire/error-body.ts';
import { type CallContext, noImageError } from '../wire/errors.ts';
import { listOf, numberOf, recordOf, textOf } from '../wire/json-value.ts';
import { readPicture } from '../wire/read-picture.ts';

/**
 * The picture of an answer, `image` as base64, and its seed, while it arrives. One that was filtered
 * out comes blurred or not at all, with `finish_reason` CONTENT_FILTERED, and throws
 * `moderation_blocked`.
 */
export async function* readStability(
  answer: HttpAnswer,
  context: CallContext,
): AsyncGenerator<ProviderEvent> {
  const { json, shown } = yield* readPicture(answer, isPicture, context);
  const root = recordOf(json);
  if (root?.finish_reason === 'CONTENT_FILTERED') {
    const values = { provider: context.provider, reason: 'the picture was filtered out.' };
    throw new AppError('moderation_blocked', values, { spent: 'maybe' });
  }
  if (!shown) throw noImageError(json, context);
  const seed = numberOf(root?.seed);
  if (seed !== undefined) yield { type: 'image-info', index: 0, seed };
}

function isPicture(path: JsonPath): boolean {
  return path.length === 1 && path[0] === 'image';
}

/** Its refusals are `{id, name, errors:['…']}`. */
export function readStabilityError(text: string): ErrorBody {
  const plain = readErrorBody(text);
  if (!plain.json) return plain;
  const root = recordOf(JSON.parse(text));
  const told = listOf(root?.errors).flatMap((line) => textOf(line) ?? []);
  const requestId = textOf(root?.id);
  return {
    ...plain,
    message: told.length > 0 ? told.join(' ') : plain.message,
    code: textOf(root?.name) ?? plain.code,
    ...(requestId === undefined ? {} : { requestId }),
  };
}
