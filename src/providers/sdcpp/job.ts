import type { ProviderEvent } from '../../core/provider.ts';
import { type JsonPath, type ScanEvent, scanBase64Json } from '../../kit/base64-json.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import type { TaskState } from '../polling/poll-task.ts';
import { openUpstream } from '../wire/ask.ts';
import type { Upstream } from '../wire/call.ts';
import { errorBodyOf } from '../wire/error-body.ts';
import { type CallContext, lateError, noImageError, transportError } from '../wire/errors.ts';
import { numberOf, recordOf, textOf } from '../wire/json-value.ts';
import { liveImage } from '../wire/live-image.ts';

/** An answer that holds the pictures, read as far as the first of them. */
export interface JobPictures {
  first: ScanEvent;
  rest: AsyncIterator<ScanEvent>;
  answer: HttpAnswer;
}

/** How a job stands (examples/server/api.md); a finished one brings its pictures along in base64. */
export async function askJob(
  upstream: Upstream,
  url: string,
  context: CallContext,
  signal: AbortSignal,
): Promise<TaskState<JobPictures>> {
  const answer = await openUpstream(upstream, { method: 'GET', url }, context, signal);
  const rest = scanBase64Json(answer.body, { isBase64 })[Symbol.asyncIterator]();
  let json: unknown;
  try {
    const { value: first } = await rest.next();
    // The state stands behind the pictures.
    if (first?.type === 'bytes') return { state: 'done', result: { first, rest, answer } };
    json = first?.json;
  } catch (thrown) {
    await answer.discard();
    throw transportError(thrown, context);
  }
  await answer.discard();
  return stateOf(json, context);
}

/** The pictures as they arrive; seeds count up from the first one's. */
export async function* showJob(
  { first, rest, answer }: JobPictures,
  seed: number | undefined,
  context: CallContext,
): AsyncGenerator<ProviderEvent> {
  try {
    for (let event: ScanEvent | undefined = first; event?.type === 'bytes'; ) {
      const index = numberOf(event.path.at(-2)) ?? 0;
      const image = liveImage(event.bytes, undefined, context);
      yield { type: 'image', index, image, ...(seed === undefined ? {} : { seed: seed + index }) };
      const { value } = await rest.next();
      event = value;
    }
  } catch (thrown) {
    throw transportError(thrown, context);
  } finally {
    await answer.discard();
  }
}

function isBase64(path: JsonPath): boolean {
  return path.length === 4 && path[1] === 'images' && path.at(-1) === 'b64_json';
}

function stateOf(json: unknown, context: CallContext): TaskState<JobPictures> {
  const job = recordOf(json);
  switch (textOf(job?.status)) {
    case 'queued': {
      const position = numberOf(job?.queue_position);
      return { state: 'queued', place: position && Math.max(0, position - 1) };
    }
    case 'completed':
      throw noImageError(json, context);
    case 'failed':
    case 'cancelled':
      throw lateError({ status: 200, headers: {}, body: errorBodyOf(json) }, context);
    default:
      return { state: 'running' };
  }
}
