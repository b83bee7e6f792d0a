import type { ProviderEvent } from '../../core/provider.ts';
import { warning } from '../../core/warnings.ts';
import { errorBodyOf } from '../wire/error-body.ts';
import { lateError, quote } from '../wire/errors.ts';
import { listOf, recordOf, textOf } from '../wire/json-value.ts';
import type { ShowTools } from '../wire/shown-image.ts';
import { type ShownResult, shownImages } from '../wire/shown-images.ts';

/**
 * The pictures of an answer or of a task that succeeded: `output.choices[].message.content[].image`,
 * or `output.results[].url` of the older route, where each may have failed on its own. A refusal
 * comes inside of a 200, too, as `code` and `message`.
 */
export function* readDashScope(json: unknown, tools: ShowTools): Generator<ProviderEvent> {
  const root = recordOf(json);
  const output = recordOf(root?.output);
  const results = listOf(output?.results).map((entry) => recordOf(entry) ?? {});
  const shown: ShownResult[] = [
    ...listOf(output?.choices).flatMap(picturesOf),
    ...results.flatMap(pictureOf),
  ];
  const [refused] = [...results, root].filter((entry) => textOf(entry?.code) !== undefined);
  if (shown.length === 0 && refused) {
    throw lateError({ status: 200, headers: {}, body: errorBodyOf(refused) }, tools.context);
  }
  yield* shownImages(shown, json, tools);
  if (refused) {
    const reason = quote(errorBodyOf(refused).message, tools.context);
    const values = { made: shown.length, asked: results.length, reason };
    yield { type: 'warning', warning: warning('fewer_images', values) };
  }
}

function picturesOf(choice: unknown): ShownResult[] {
  const content = recordOf(recordOf(choice)?.message)?.content;
  return listOf(content).flatMap((part) => {
    const url = textOf(recordOf(part)?.image);
    return url === undefined ? [] : [{ url }];
  });
}

function pictureOf(result: Readonly<Record<string, unknown>>): ShownResult[] {
  const url = textOf(result.url);
  return url === undefined ? [] : [{ url, revisedPrompt: textOf(result.actual_prompt) }];
}
