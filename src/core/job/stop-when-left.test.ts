import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sampleGeneration } from '../../../test/contract/store-samples.ts';
import { AppError } from '../errors.ts';
import { startJob } from '../job.ts';
import type { Job } from '../queue.ts';
import { joinedJob } from './recorded-job.ts';
import { stopWhenLeft } from './stop-when-left.ts';

const generation = sampleGeneration();

/** A job that works until it is cancelled, or told to end. */
function open() {
  const marks: string[] = [];
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let cancelled = false;
  const job = startJob(
    generation,
    async ({ signal }) => {
      await Promise.race([ended, once(signal, 'abort')]);
      cancelled = signal.aborted;
      return { generation, error: cancelled ? new AppError('cancelled', {}) : undefined };
    },
    { left: async () => void marks.push('left') },
  );
  return { job: stopWhenLeft(job, 20), marks, end, isCancelled: () => cancelled };
}

const join = (job: Job) => joinedJob(job, { assetOrigin: 'http://here' });

describe('stopWhenLeft', () => {
  it('stops what nobody waits for any more, after a moment', async () => {
    const { job, marks, isCancelled } = open();
    await job.left();
    expect([marks, isCancelled()]).toEqual([['left'], false]);
    await job.done;
    expect(isCancelled()).toBe(true);
  });

  it('goes on for whoever asks again in that moment, until that one leaves, too', async () => {
    const { job, isCancelled } = open();
    await job.left();
    const again = join(job);
    await sleep(60);
    expect(isCancelled()).toBe(false);
    await again.left();
    await job.done;
    expect(isCancelled()).toBe(true);
  });

  it('goes on for the one who began it where another one leaves', async () => {
    const { job, end, isCancelled } = open();
    await join(job).left();
    await sleep(60);
    end();
    await job.done;
    expect(isCancelled()).toBe(false);
  });
});
