import type { ProviderEvent } from '../../core/provider.ts';
import type { TaskState } from '../polling/poll-task.ts';
import { askUpstream } from '../wire/ask.ts';
import type { Upstream } from '../wire/call.ts';
import { errorBodyOf } from '../wire/error-body.ts';
import { type CallContext, lateError } from '../wire/errors.ts';
import { listOf, recordOf, textOf } from '../wire/json-value.ts';
import type { ShowTools } from '../wire/shown-image.ts';
import { shownImages } from '../wire/shown-images.ts';
import type { VendorCodes } from '../wire/vendor-codes.ts';

const flagged = 'flagged';

/** Its predictions fail for what a picture shows in words alone. */
export const replicateCodes: VendorCodes = { [flagged]: 'moderation' };

/** Those words: of the models' own checkers, and of the platform's (E005). */
const flagging =
  /nsfw|flagged as sensitive|\bE005\b|content policy|safety (?:checker|filter|system)/i;

const endings: readonly string[] = ['failed', 'canceled', 'aborted'];

/** How a prediction stands. */
export async function askReplicate(
  upstream: Upstream,
  url: string,
  context: CallContext,
  signal: AbortSignal,
): Promise<TaskState<unknown>> {
  const told = recordOf(await askUpstream(upstream, { method: 'GET', url }, context, signal));
  const status = textOf(told?.status) ?? '';
  if (status === 'succeeded') return { state: 'done', result: told };
  if (status === 'starting') return { state: 'queued' };
  if (!endings.includes(status)) return { state: 'running' };
  const message = textOf(told?.error) ?? `The prediction was ${status}.`;
  const code = flagging.test(message) ? { code: flagged } : {};
  const body = errorBodyOf({ message, ...code });
  throw lateError({ status: 200, headers: {}, body }, context);
}

/** The pictures of a prediction, whose files are deleted after an hour. */
export function showReplicate(prediction: unknown, tools: ShowTools): Generator<ProviderEvent> {
  const output = recordOf(prediction)?.output;
  const files = Array.isArray(output) ? listOf(output) : [output];
  const results = files.flatMap((file) => {
    const url = textOf(file) ?? textOf(recordOf(file)?.url);
    return url === undefined ? [] : [{ url }];
  });
  return shownImages(results, prediction, tools);
}
