import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from './errors.ts';

/** How often a call that may cost money is made again, one number a row of the rule. */
export interface RetryPolicy {
  /** More tries where nothing of the request went out: connect, DNS, TLS. */
  unreachable: number;
  /** More tries after a 429 that names a short wait. */
  rateLimited: number;
  /** More tries after a 500, 502 or 503 told in the provider's own JSON. */
  failed: number;
  /** The longest wait a 429 may name, in seconds; a longer one is the caller's to decide. */
  longestRetryAfter: number;
  /** The first wait in milliseconds; it doubles, and up to half of it is added at random. */
  firstWaitMs: number;
}

/** The house rule. */
export const retryPolicy: RetryPolicy = {
  unreachable: 2,
  rateLimited: 1,
  failed: 2,
  longestRetryAfter: 10,
  firstWaitMs: 250,
};

type Row = 'unreachable' | 'rateLimited' | 'failed';

const retriedStatuses = new Set([500, 502, 503]);

/**
 * Makes a call, and makes it again only where that cannot pay twice. Whatever was sent and not
 * answered whole is never sent again; that is why only AppErrors which say so are retried.
 * Rejects with the last error, or with `cancelled` where the wait is given up.
 */
export async function withRetries<Result>(
  attempt: () => Promise<Result>,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<Result> {
  const tries: Record<Row, number> = { unreachable: 0, rateLimited: 0, failed: 0 };
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      const row = rowOf(thrown, policy);
      if (!row || tries[row] >= policy[row] || signal.aborted) throw thrown;
      tries[row] += 1;
      const named = row === 'rateLimited' ? retryAfterMs(thrown) : 0;
      await wait(named + backOff(tries[row], policy), signal);
    }
  }
}

function rowOf(thrown: unknown, policy: RetryPolicy): Row | undefined {
  if (!(thrown instanceof AppError) || !thrown.retryable) return undefined;
  const { spent = 'no', retryAfter, upstreamStatus } = thrown.details;
  if (spent !== 'no') return undefined;
  if (thrown.code === 'upstream_unreachable') return 'unreachable';
  if (thrown.code === 'upstream_rate_limited') {
    return retryAfter !== undefined && retryAfter <= policy.longestRetryAfter
      ? 'rateLimited'
      : undefined;
  }
  if (thrown.code === 'upstream_failed' && retriedStatuses.has(upstreamStatus ?? 0)) {
    return 'failed';
  }
  return undefined;
}

function retryAfterMs(thrown: unknown): number {
  return thrown instanceof AppError ? (thrown.details.retryAfter ?? 0) * 1000 : 0;
}

function backOff(tries: number, { firstWaitMs }: RetryPolicy): number {
  return firstWaitMs * 2 ** (tries - 1) * (1 + Math.random() / 2);
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (cause) {
    throw new AppError('cancelled', {}, { cause });
  }
}
