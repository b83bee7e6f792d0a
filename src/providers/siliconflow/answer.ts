import type { ProviderEvent } from '../../core/provider.ts';
import { errorBodyOf } from '../wire/error-body.ts';
import { lateError } from '../wire/errors.ts';
import { listOf, numberOf, recordOf, textOf } from '../wire/json-value.ts';
import type { ShowTools } from '../wire/shown-image.ts';
import { shownImages } from '../wire/shown-images.ts';

/** The pictures of an answer, `images[].url`, which live for an hour; the seed is that of the first. */
export async function* readSiliconFlow(
  json: unknown,
  tools: ShowTools,
): AsyncGenerator<ProviderEvent> {
  const root = recordOf(json);
  const first = numberOf(root?.seed);
  const shown = listOf(root?.images ?? root?.data).flatMap((entry, index) => {
    const url = textOf(recordOf(entry)?.url);
    return url === undefined ? [] : [{ url, seed: index === 0 ? first : undefined }];
  });
  if (shown.length === 0 && root?.code !== undefined) {
    throw lateError({ status: 200, headers: {}, body: errorBodyOf(json) }, tools.context);
  }
  yield* shownImages(shown, json, tools);
}
