import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/errors.ts';
import type { ProviderEvent } from '../../core/provider.ts';
import { type Pauses, pauseAfter, usualPauses } from './pauses.ts';

/** How a task stands. */
export type TaskState<Result> =
  /** `place` is how many are before it; 0 is next. */
  | { state: 'queued'; place?: number | undefined; pauseMs?: number | undefined }
  | { state: 'running'; fraction?: number | undefined; pauseMs?: number | undefined }
  | { state: 'done'; result: Result };

/** What following a task needs. */
export interface PollOptions<Result> {
  /** The upstream's own id of the task, for people. */
  id: string;
  /** The provider's name. */
  provider: string;
  /** Asks once; throws the AppError that a failed, refused or expired task means. */
  ask(signal: AbortSignal): Promise<TaskState<Result>>;
  /** Tells the upstream to stop, at the latest until the signal aborts; absent where it cannot. */
  cancel?: (signal: AbortSignal) => Promise<unknown>;
  signal: AbortSignal;
  pauses?: Pauses;
  /** For the whole of it, in milliseconds; default 30 minutes. */
  deadlineMs?: number;
  /** Questions in a row that may go unanswered; default 8. */
  patience?: number;
}

const usualDeadlineMs = 30 * 60_000;
const usualPatience = 8;
const cancelMs = 10_000;

/**
 * Follows a task until it is done and returns its result; on the way it tells place and progress.
 * Asking is free, so questions that got lost are asked again. When the signal aborts, or the deadline
 * passes, the upstream is told to stop. Throws AppErrors; whatever ends it early may have cost.
 */
export async function* pollTask<Result>(
  options: PollOptions<Result>,
): AsyncGenerator<ProviderEvent, Result> {
  const { signal, pauses = usualPauses, deadlineMs = usualDeadlineMs } = options;
  const deadline = AbortSignal.timeout(deadlineMs);
  const over = AbortSignal.any([signal, deadline]);
  const asker = createAsker(options, over);
  let told = '';
  try {
    for (let questions = 1; ; questions++) {
      const state = await asker();
      if (state?.state === 'done') return state.result;
      const event = state && progressOf(state);
      if (event && JSON.stringify(event) !== told) {
        told = JSON.stringify(event);
        yield event;
      }
      await sleep(state?.pauseMs ?? pauseAfter(questions, pauses), undefined, { signal: over });
    }
  } catch (thrown) {
    if (!over.aborted) throw thrown;
    await options.cancel?.(AbortSignal.timeout(cancelMs)).catch(() => undefined);
    if (signal.aborted) throw new AppError('cancelled', {}, { cause: thrown, spent: 'maybe' });
    throw lost(options, `it was not done after ${Math.round(deadlineMs / 1000)} s`, thrown);
  }
}

/** Asks, and gives undefined for a question that got lost while there is patience left. */
function createAsker<Result>(options: PollOptions<Result>, over: AbortSignal) {
  const { ask, patience = usualPatience } = options;
  let failures = 0;
  return async (): Promise<TaskState<Result> | undefined> => {
    try {
      const state = await ask(over);
      failures = 0;
      return state;
    } catch (thrown) {
      if (over.aborted || !(thrown instanceof AppError)) throw thrown;
      const { upstreamStatus, retryAfter = 0 } = thrown.details;
      if (upstreamStatus === 404 || upstreamStatus === 410) {
        throw lost(options, 'it no longer knows the task', thrown);
      }
      if (!isPassing(thrown)) throw thrown.with({ spent: 'maybe' });
      failures += 1;
      if (failures >= patience) throw lost(options, 'it stopped answering', thrown);
      await sleep(Math.min(retryAfter, 60) * 1000, undefined, { signal: over });
      return undefined;
    }
  };
}

const passing: readonly string[] = [
  'upstream_unreachable',
  'upstream_rate_limited',
  'upstream_failed',
  'outcome_unknown',
];

/** What a failed task means comes with `spent`; what befell the question alone has a cause or status. */
function isPassing({ code, details }: AppError): boolean {
  if (!passing.includes(code)) return false;
  return code === 'upstream_failed'
    ? (details.upstreamStatus ?? 0) >= 500 || details.cause instanceof SyntaxError
    : true;
}

function progressOf<Result>(state: TaskState<Result>): ProviderEvent | undefined {
  if (state.state === 'running') {
    const { fraction } = state;
    return {
      type: 'progress',
      message: 'running',
      ...(fraction === undefined ? {} : { fraction }),
    };
  }
  const place = state.state === 'queued' ? state.place : undefined;
  return {
    type: 'progress',
    message: place === undefined ? 'queued' : `queued, ${place} before it`,
  };
}

function lost<Result>(
  { provider, id }: PollOptions<Result>,
  why: string,
  cause: unknown,
): AppError {
  const reason = `${why} (${id})`;
  return new AppError('outcome_unknown', { provider, reason }, { cause, spent: 'maybe' });
}
