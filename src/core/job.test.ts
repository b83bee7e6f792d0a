import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sampleGeneration } from '../../test/contract/store-samples.ts';
import { collect, refusal } from '../../test/fakes/parts.ts';
import { AppError } from './errors.ts';
import type { GenerationEvent } from './generation.ts';
import { type JobTools, startJob } from './job.ts';

const accepted = sampleGeneration();
const step = (message: string): GenerationEvent => ({
  type: 'progress',
  fraction: undefined,
  message,
});
const types = (events: GenerationEvent[]) => events.map(({ type }) => type);

async function paint({ emit }: JobTools) {
  for (const message of ['one', 'two']) {
    await sleep(2);
    emit(step(message));
  }
  return { generation: { ...accepted, state: 'hosted' as const }, error: undefined };
}

const failed = new AppError('upstream_failed', { provider: 'p', status: 500, reason: 'no.' });

describe('a job', () => {
  it('tells every reader everything, whenever it comes', async () => {
    const job = startJob(accepted, paint);
    const early = collect(job.events());
    await job.done;
    const late = await collect(job.events());
    expect(types(late)).toEqual(['progress', 'progress', 'generation-end']);
    expect(await early).toEqual(late);
  });

  it('goes on when a reader leaves', async () => {
    const job = startJob(accepted, paint);
    for await (const _ of job.events()) break;
    expect((await job.done).state).toBe('hosted');
    expect(await collect(job.events())).toHaveLength(3);
  });

  it('goes on when nobody reads at all', async () => {
    expect((await startJob(accepted, paint).done).state).toBe('hosted');
  });

  it('has started with the first event', async () => {
    const job = startJob(accepted, paint);
    const first = await Promise.race([job.started.then(() => 'started'), job.done]);
    expect(first).toBe('started');
  });

  it('rejects its start and every reader with what it failed with, and still is done', async () => {
    const job = startJob(accepted, async ({ emit }) => {
      await sleep(1);
      emit(step('one'));
      return { generation: accepted, error: failed };
    });
    const reader = job.events()[Symbol.asyncIterator]();
    expect((await reader.next()).value).toEqual(step('one'));
    await expect(reader.next()).rejects.toBe(failed);
    expect(await job.done).toBe(accepted);

    const refused = startJob(accepted, async () => ({ generation: accepted, error: failed }));
    expect(await refusal(refused.started)).toBe(failed);
  });

  it('makes an error of ours of whatever its work throws', async () => {
    const job = startJob(accepted, async () => {
      throw new TypeError('oops');
    });
    expect(await refusal(job.started)).toMatchObject({ code: 'internal' });
    expect(await job.done).toBe(accepted);
  });

  it('never leaves a rejection unhandled', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    startJob(accepted, async () => ({ generation: accepted, error: failed }));
    await sleep(20);
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });

  it('aborts its work when it is cancelled, with the reason', async () => {
    const job = startJob(accepted, async ({ signal }) => {
      await sleep(5000, undefined, { signal }).catch(() => {});
      return { generation: accepted, error: signal.reason };
    });
    job.cancel();
    expect(await refusal(job.started)).toMatchObject({ code: 'cancelled' });
  });
});
