import type { Socket } from 'node:net';
import { type Asking, readIdempotencyKey } from '../../core/asking.ts';
import type { Job } from '../../core/queue.ts';
import type { HttpContext } from './context.ts';

const keyHeader = 'Idempotency-Key';
/** The official clients count their own retries here, and send no key. */
const retryHeader = 'x-stainless-retry-count';

/** Whoever was cut off has gone by then; whoever got the answer keeps the connection for the next. */
const closingMs = 1_000;

/** Answers that were handed over a moment ago, by the connection they went out on. */
const lately = new WeakMap<Socket, () => Promise<void>>();

/**
 * What the headers of a generating request say of itself: its idempotency key, and whether its
 * client sends it again by itself. Throws `invalid_value`.
 */
export async function readAsking(
  { req, env: { incoming } }: HttpContext,
  { isAsync = false, webhookUrl }: { isAsync?: boolean; webhookUrl?: string | undefined } = {},
): Promise<Asking> {
  // A further request on the same connection tells that the answer before it arrived.
  const marked = lately.get(incoming.socket)?.();
  const joins = /^0*[1-9]\d{0,8}$/.test(req.header(retryHeader) ?? '') ? 'unanswered' : 'none';
  // Whoever looks for an answer that is missing has to find the mark; for others a disk is slow.
  if (joins !== 'none') await marked;
  return {
    idempotencyKey: readIdempotencyKey(keyHeader, req.header(keyHeader)),
    joins,
    detached: isAsync,
    webhookUrl,
  };
}

/** What the headers of an answer say of the job it comes from. */
export function replayHeaders({ replayed }: Pick<Job, 'replayed'>): Record<string, string> {
  return replayed ? { 'idempotent-replayed': 'true' } : {};
}

/** Sees to it that a job is known as left where the connection closes before its answer is out. */
export function watchLeaving(
  { env: { outgoing } }: HttpContext,
  job: Pick<Job, 'left' | 'abortsWhenLeft'>,
): void {
  if (!job.abortsWhenLeft) return;
  const tell = () => void (outgoing.writableFinished || job.left());
  if (outgoing.destroyed) tell();
  else outgoing.once('close', tell);
}

/**
 * Sees to it that a job is known as answered once all of the answer under way has been handed over.
 * What the system took in may still be lost: a connection that was to stay open and closes at once
 * was cut, and its client may ask again without paying again.
 */
export function markAnswered({ env: { outgoing } }: HttpContext, job: Pick<Job, 'answered'>): void {
  const { socket, shouldKeepAlive } = outgoing;
  const tell = () => {
    if (!socket || !shouldKeepAlive) return void job.answered();
    if (socket.destroyed) return;
    const confirm = () => {
      clearTimeout(timer);
      socket.off('close', forget);
      lately.delete(socket);
      return job.answered();
    };
    const forget = () => clearTimeout(timer);
    const timer = setTimeout(() => void confirm(), closingMs).unref();
    socket.once('close', forget);
    lately.set(socket, confirm);
  };
  if (outgoing.writableFinished) tell();
  else outgoing.once('finish', tell);
}
