import { type Asking, readIdempotencyKey } from '../../core/asking.ts';
import type { Job } from '../../core/queue.ts';
import type { HttpContext } from './context.ts';

const keyHeader = 'Idempotency-Key';
/** The official clients count their own retries here, and send no key. */
const retryHeader = 'x-stainless-retry-count';

/**
 * What the headers of a generating request say of itself: its idempotency key, and whether its
 * client sends it again by itself. Throws `invalid_value`.
 */
export function readAsking({ req }: HttpContext, detached = false): Asking {
  return {
    idempotencyKey: readIdempotencyKey(keyHeader, req.header(keyHeader)),
    joins: /^0*[1-9]\d{0,8}$/.test(req.header(retryHeader) ?? '') ? 'unanswered' : 'none',
    detached,
  };
}

/** What the headers of an answer say of the job it comes from. */
export function replayHeaders({ replayed }: Pick<Job, 'replayed'>): Record<string, string> {
  return replayed ? { 'idempotent-replayed': 'true' } : {};
}

/** Sees to it that a job is known as answered once all of the answer under way has been handed over. */
export function markAnswered({ env: { outgoing } }: HttpContext, job: Pick<Job, 'answered'>): void {
  if (outgoing.writableFinished) void job.answered();
  else outgoing.once('finish', () => void job.answered());
}
