import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sampleGeneration } from '../../test/contract/store-samples.ts';
import { startJob } from '../core/job.ts';
import { createLocalQueue } from './local-queue.ts';

function jobOf(milliseconds: number, after?: () => void) {
  const accepted = sampleGeneration();
  return startJob(accepted, async () => {
    await sleep(milliseconds);
    after?.();
    return { generation: accepted, error: undefined };
  });
}

describe('the local queue', () => {
  it('has a job for as long as it runs', async () => {
    const queue = createLocalQueue();
    const job = jobOf(5);
    queue.add(job);
    expect(queue.size).toBe(1);
    expect(queue.find(job.id)).toBe(job);
    await job.done;
    expect(queue.size).toBe(0);
    expect(queue.find(job.id)).toBeUndefined();
  });

  it('is drained when the last job ends', async () => {
    const queue = createLocalQueue();
    for (const milliseconds of [1, 20]) queue.add(jobOf(milliseconds));
    expect(await queue.drain(5000)).toBe(true);
    expect(queue.size).toBe(0);
  });

  it('is drained at once where it is empty, however short the time', async () => {
    expect(await createLocalQueue().drain(0)).toBe(true);
  });

  it('waits for a job that came while it was drained', async () => {
    const queue = createLocalQueue();
    let done = false;
    queue.add(
      jobOf(5, () => {
        queue.add(
          jobOf(10, () => {
            done = true;
          }),
        );
      }),
    );
    expect(await queue.drain(5000)).toBe(true);
    expect(done).toBe(true);
  });

  it('waits no longer than it is told', async () => {
    const queue = createLocalQueue();
    queue.add(jobOf(500));
    const started = performance.now();
    expect(await queue.drain(20)).toBe(false);
    expect(performance.now() - started).toBeLessThan(300);
    expect(queue.size).toBe(1);
  });
});
