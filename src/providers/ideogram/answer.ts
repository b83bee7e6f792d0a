import type { ProviderEvent, ProviderRequest } from '../../core/provider.ts';
import { type ErrorBody, readErrorBody } from '../wire/error-body.ts';
import { listOf, numberOf, recordOf, textOf } from '../wire/json-value.ts';
import type { ShowTools } from '../wire/shown-image.ts';
import { passedImages } from '../wire/shown-images.ts';

/**
 * The pictures of an answer, whose URLs live for a while. One that its safety check held back has
 * `is_image_safe: false` and no URL, and is charged all the same.
 */
export async function* readIdeogram(
  json: unknown,
  { prompt }: ProviderRequest,
  tools: ShowTools,
): AsyncGenerator<ProviderEvent> {
  const entries = listOf(recordOf(json)?.data).map((entry) => recordOf(entry) ?? {});
  const passed = entries.flatMap((entry) => {
    const url = textOf(entry.url);
    const used = textOf(entry.prompt);
    if (url === undefined || entry.is_image_safe === false) return [];
    return [{ url, seed: numberOf(entry.seed), revisedPrompt: used === prompt ? undefined : used }];
  });
  const blocked = entries.filter((entry) => entry.is_image_safe === false).length;
  const reason = 'the finished picture did not pass its safety check.';
  yield* passedImages({ passed, blocked, reason }, json, tools);
}

/** A prompt or an image that did not pass has no code: 422 "… failed the safety checks". */
export function readIdeogramError(text: string): ErrorBody {
  const body = readErrorBody(text);
  return /safety check/i.test(body.message) ? { ...body, code: 'unsafe' } : body;
}
