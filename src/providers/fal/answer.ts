import type { AppError } from '../../core/errors.ts';
import type { ProviderEvent, ProviderRequest } from '../../core/provider.ts';
import type { TaskState } from '../polling/poll-task.ts';
import { askUpstream } from '../wire/ask.ts';
import type { Upstream } from '../wire/call.ts';
import { type CallContext, lateError, type Refusal, refusalError } from '../wire/errors.ts';
import { listOf, numberOf, recordOf, textOf } from '../wire/json-value.ts';
import type { ShowTools } from '../wire/shown-image.ts';
import { passedImages } from '../wire/shown-images.ts';

/** How a request in the queue stands; once it is completed, its result. */
export async function askFal(
  upstream: Upstream,
  task: string,
  context: CallContext,
  signal: AbortSignal,
): Promise<TaskState<unknown>> {
  const ask = (url: string, refusal = refusalError) =>
    askUpstream(upstream, { method: 'GET', url, refusal }, context, signal);
  const told = recordOf(await ask(`${task}/status`));
  if (told?.status === 'IN_QUEUE') {
    return { state: 'queued', place: numberOf(told.queue_position) };
  }
  if (told?.status !== 'COMPLETED') return { state: 'running' };
  return { state: 'done', result: await ask(task, resultError) };
}

/**
 * The result of a request that failed is told with the status the model answered, 500 and 504 among
 * them; with a type in it, it speaks of the request and not of the question (fal.ai/docs/errors).
 */
function resultError(refusal: Refusal, context: CallContext): AppError {
  const isOfRequest = refusal.status >= 500 && refusal.body.code !== undefined;
  return isOfRequest
    ? lateError({ ...refusal, status: 200 }, context)
    : refusalError(refusal, context);
}

const blockedReason = 'the finished picture did not pass its safety checker.';

/** The pictures of a result; one that the safety checker blackened is none. */
export function* showFal(
  result: unknown,
  { prompt }: ProviderRequest,
  tools: ShowTools,
): Generator<ProviderEvent> {
  const root = recordOf(result);
  const flags = listOf(root?.has_nsfw_concepts);
  const files = root?.images === undefined ? [root?.image] : listOf(root.images);
  const seed = numberOf(root?.seed);
  const used = textOf(root?.prompt);
  const pictures = files.flatMap((entry, place) => {
    const file = recordOf(entry);
    const url = textOf(file?.url);
    if (url === undefined) return [];
    const mediaType = textOf(file?.content_type);
    const revisedPrompt = used === prompt ? undefined : used;
    return [{ url, mediaType, seed, revisedPrompt, blocked: flags[place] === true }];
  });
  const passed = pictures.filter(({ blocked }) => !blocked);
  const blocked = pictures.length - passed.length;
  yield* passedImages({ passed, blocked, reason: blockedReason }, result, tools);
}
