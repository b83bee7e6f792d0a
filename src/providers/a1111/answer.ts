import type { ProviderEvent } from '../../core/provider.ts';
import type { JsonPath } from '../../kit/base64-json.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { type ErrorBody, readErrorBody } from '../wire/error-body.ts';
import { type CallContext, noImageError } from '../wire/errors.ts';
import { listOf, numberOf, recordOf, textOf } from '../wire/json-value.ts';
import { readPicture } from '../wire/read-picture.ts';

/** The picture of an answer while it arrives, and the seed that `info` tells behind it. */
export async function* readA1111(
  answer: HttpAnswer,
  context: CallContext,
): AsyncGenerator<ProviderEvent> {
  const { json, shown } = yield* readPicture(answer, isPicture, context);
  if (!shown) throw noImageError(json, context);
  const seed = seedOf(recordOf(json)?.info);
  if (seed !== undefined) yield { type: 'image-info', index: 0, seed };
}

function isPicture(path: JsonPath): boolean {
  return path.length === 2 && path[0] === 'images';
}

/** `info` is JSON within a text; stable-diffusion.cpp leaves it empty. */
function seedOf(info: unknown): number | undefined {
  try {
    const told = recordOf(JSON.parse(textOf(info) ?? '{}'));
    return numberOf(listOf(told?.all_seeds)[0]) ?? numberOf(told?.seed);
  } catch {
    return undefined;
  }
}

/** `{error: class, detail, body, errors}`, where the class says least (modules/api/api.py). */
export function readA1111Error(text: string): ErrorBody {
  const body = readErrorBody(text);
  if (!body.json) return body;
  const root = recordOf(JSON.parse(text));
  const detail = textOf(root?.detail);
  if (detail === 'Not Found') return { ...body, message: 'Not Found: is it started with --api?' };
  const message = detail ?? textOf(root?.errors) ?? body.message;
  return { ...body, message };
}
