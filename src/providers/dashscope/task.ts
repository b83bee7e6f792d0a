import { AppError } from '../../core/errors.ts';
import type { TaskState } from '../polling/poll-task.ts';
import { errorBodyOf } from '../wire/error-body.ts';
import { type CallContext, lateError, noImageError } from '../wire/errors.ts';
import { recordOf, textOf } from '../wire/json-value.ts';

/** The id of a task that was begun; throws the AppError that an answer without one means. */
export function readTaskId(json: unknown, context: CallContext): string {
  const root = recordOf(json);
  const id = textOf(recordOf(root?.output)?.task_id);
  if (id !== undefined) return id;
  throw textOf(root?.code) === undefined
    ? noImageError(json, context)
    : lateError({ status: 200, headers: {}, body: errorBodyOf(json) }, context);
}

/**
 * How a task stands, from `GET /tasks/{id}`; a failed one is told inside of a 200. Throws AppErrors
 * (help.aliyun.com/model-studio/developer-reference/manage-asynchronous-tasks).
 */
export function readTask(json: unknown, context: CallContext): TaskState<unknown> {
  const output = recordOf(recordOf(json)?.output);
  switch (output?.task_status) {
    case 'SUCCEEDED':
      return { state: 'done', result: json };
    case 'PENDING':
      return { state: 'queued' };
    case 'UNKNOWN':
      throw forgotten(context);
    case 'FAILED':
    case 'CANCELED':
      throw lateError({ status: 200, headers: {}, body: errorBodyOf(output) }, context);
    default:
      return { state: 'running' };
  }
}

/** A task is kept for a day; after that its status is `UNKNOWN`, where others answer 404. */
function forgotten({ provider }: CallContext): AppError {
  const upstreamStatus = 404;
  const values = { provider, status: upstreamStatus, reason: 'it does not know the task.' };
  return new AppError('upstream_rejected', values, { upstreamStatus });
}
