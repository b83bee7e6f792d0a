import type { Asking } from './asking.ts';
import type { Caller } from './caller.ts';
import { AppError } from './errors.ts';
import type { GenerateRequest, Generation } from './generation.ts';
import type { AheadOfTwins } from './job/job-marks.ts';
import { joinedJob, recordedJob } from './job/recorded-job.ts';
import type { Parts } from './parts.ts';
import type { Job } from './queue.ts';
import type { Wish } from './wish.ts';

/** How long an idempotency key is remembered, in milliseconds. */
const keyLife = 30 * 24 * 60 * 60_000;
/** How long a client may try again without a key, in milliseconds. */
export const retryLife = 15 * 60_000;

/** A request as it looks for an earlier one that it repeats. */
export interface Repeat {
  wish: Wish;
  asking: Asking;
  request: GenerateRequest;
  caller: Caller;
  aheadOfTwins: AheadOfTwins;
}

/**
 * The job of an earlier request that this one repeats: joined where it works in this process,
 * waited for where it works in another, told again where it has ended; undefined where this wish is
 * new. Throws `idempotency_key_reused` where the key stands for another wish.
 */
export async function findEarlier(
  repeat: Repeat,
  parts: Pick<Parts, 'store' | 'queue' | 'logger' | 'now'>,
): Promise<Job | undefined> {
  const { wish, asking, caller, aheadOfTwins } = repeat;
  const found =
    wish.idempotencyKey === undefined
      ? await findByHash(wish.requestHash, asking, caller, parts)
      : await findByKey(wish.idempotencyKey, wish.requestHash, caller, parts);
  if (!found) return undefined;
  const { assetOrigin } = caller;
  const job = parts.queue.find(found.id);
  if (job) return joinedJob(job, { assetOrigin });
  return recordedJob(found, assetOrigin, parts, aheadOfTwins);
}

async function findByHash(
  requestHash: string,
  { joins }: Asking,
  caller: Caller,
  { store, now }: Pick<Parts, 'store' | 'now'>,
): Promise<Generation | undefined> {
  if (joins === 'none') return undefined;
  return store.findUnanswered(caller.id, requestHash, now() - retryLife, joins === 'left');
}

async function findByKey(
  idempotencyKey: string,
  requestHash: string,
  caller: Caller,
  { store, now }: Pick<Parts, 'store' | 'now'>,
): Promise<Generation | undefined> {
  const found = await store.findByKey(caller.id, idempotencyKey);
  if (!found) return undefined;
  const { generation } = found;
  if (generation.endedAt !== undefined && generation.createdAt < now() - keyLife) {
    await store.journal.append({ type: 'idempotency-key-freed', id: generation.id });
    return undefined;
  }
  if (found.requestHash !== requestHash) {
    throw new AppError('idempotency_key_reused', {}, { param: 'Idempotency-Key' });
  }
  return generation;
}
