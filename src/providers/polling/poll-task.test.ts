import { describe, expect, it } from 'vitest';
import { rejection } from '../../../test/contract/provider-request.ts';
import { AppError, type ErrorDetails } from '../../core/errors.ts';
import type { ProviderEvent } from '../../core/provider.ts';
import { followTask } from './follow-task.ts';
import { pauseAfter } from './pauses.ts';
import { type PollOptions, pollTask, type TaskState } from './poll-task.ts';

const pauses = { first: 1, longest: 4, growth: 2 };
const failed = (details: ErrorDetails) =>
  new AppError('upstream_failed', { provider: 'there', status: 500, reason: 'it fell.' }, details);

type Step = TaskState<string> | Error;

/** Follows a task that stands as told, one step a question; the last one stays. */
async function follow(steps: Step[], more: Partial<PollOptions<string>> = {}) {
  const left = [...steps];
  const events: ProviderEvent[] = [];
  let questions = 0;
  const ask = async () => {
    questions += 1;
    const step = left.length > 1 ? left.shift() : left[0];
    if (step === undefined || step instanceof Error) throw step;
    return step;
  };
  const signal = new AbortController().signal;
  const polling = pollTask({ id: 'task_1', provider: 'there', ask, signal, pauses, ...more });
  for (;;) {
    const { done, value } = await polling.next();
    if (done) return { events, result: value, questions };
    events.push(value);
  }
}

describe('pollTask', () => {
  it('tells each place and progress once, and returns the result', async () => {
    const { events, result, questions } = await follow([
      { state: 'queued', place: 2 },
      { state: 'queued', place: 2 },
      { state: 'queued', place: 0 },
      { state: 'running' },
      { state: 'running', fraction: 0.5 },
      { state: 'done', result: 'fox' },
    ]);
    expect(result).toBe('fox');
    expect(questions).toBe(6);
    expect(events).toEqual([
      { type: 'progress', message: 'queued, 2 before it' },
      { type: 'progress', message: 'queued, 0 before it' },
      { type: 'progress', message: 'running' },
      { type: 'progress', message: 'running', fraction: 0.5 },
    ]);
  });

  it('asks again where a question got lost', async () => {
    const { result, questions } = await follow([
      new AppError('upstream_unreachable', { provider: 'there', reason: 'gone' }),
      failed({ upstreamStatus: 502 }),
      new AppError('upstream_rate_limited', { provider: 'there', reason: 'slow' }),
      new AppError('outcome_unknown', { provider: 'there', reason: 'cut' }),
      { state: 'done', result: 'fox' },
    ]);
    expect([result, questions]).toEqual(['fox', 5]);
  });

  it('loses its patience with an upstream that stopped answering', async () => {
    const error = await rejection(follow([failed({ upstreamStatus: 500 })], { patience: 3 }));
    expect(error).toMatchObject({ code: 'outcome_unknown', details: { spent: 'maybe' } });
    expect(String(error)).toContain('task_1');
  });

  it('passes on at once what became of the task itself', async () => {
    const error = await rejection(follow([failed({ spent: 'maybe' })]));
    expect(error).toMatchObject({ code: 'upstream_failed' });
    const refused = new AppError('upstream_unauthorized', {
      provider: 'there',
      status: 401,
      reason: 'no',
    });
    expect(await rejection(follow([refused]))).toMatchObject({
      code: 'upstream_unauthorized',
      details: { spent: 'maybe' },
    });
  });

  it.each([404, 410])('says that a task is gone after a %i', async (upstreamStatus) => {
    const values = { provider: 'there', status: upstreamStatus, reason: 'not found.' };
    const gone = new AppError('upstream_rejected', values, { upstreamStatus });
    const error = await rejection(follow([{ state: 'running' }, gone]));
    expect(error).toMatchObject({ code: 'outcome_unknown', details: { spent: 'maybe' } });
    expect(String(error)).toContain('no longer knows');
  });

  it('tells the upstream to stop when it is told to, once', async () => {
    const controller = new AbortController();
    let cancelled = 0;
    const cancel = async () => {
      cancelled += 1;
      throw new Error('too late');
    };
    setTimeout(() => controller.abort(), 20);
    const { signal } = controller;
    const slow = { first: 60_000, longest: 60_000, growth: 1 };
    const polling = follow([{ state: 'running' }], { signal, cancel, pauses: slow });
    expect(await rejection(polling)).toMatchObject({ code: 'cancelled' });
    expect(cancelled).toBe(1);
  });

  it('tells the upstream to stop where it was told to before it began', async () => {
    let cancelled = 0;
    const cancel = async (late: AbortSignal) => {
      late.throwIfAborted();
      cancelled += 1;
    };
    const ask = async (signal: AbortSignal) => {
      signal.throwIfAborted();
      return { state: 'running' } as const;
    };
    const polling = follow([], { signal: AbortSignal.abort(), cancel, ask });
    expect(await rejection(polling)).toMatchObject({ code: 'cancelled' });
    expect(cancelled).toBe(1);
  });

  it('gives up after its deadline, and cancels', async () => {
    let cancelled = 0;
    const cancel = async () => (cancelled += 1);
    const error = await rejection(follow([{ state: 'running' }], { deadlineMs: 20, cancel }));
    expect(error).toMatchObject({ code: 'outcome_unknown', details: { spent: 'maybe' } });
    expect(cancelled).toBe(1);
  });

  it('leaves a task alone that nobody follows any more', async () => {
    let cancelled = 0;
    const ask = async () => ({ state: 'running' }) as const;
    const cancel = async () => (cancelled += 1);
    const { signal } = new AbortController();
    for await (const event of pollTask({ id: 't', provider: 'p', ask, cancel, signal, pauses })) {
      expect(event.type).toBe('progress');
      break;
    }
    expect(cancelled).toBe(0);
  });
});

describe('followTask', () => {
  const task = (isNew: boolean) =>
    followTask({
      id: 'task_1',
      isNew,
      provider: 'there',
      ask: async () => ({ state: 'done', result: 7 }) as const,
      signal: new AbortController().signal,
      show: (seed) => [{ type: 'image-info', index: 0, seed }],
    });

  it('tells the id of a new task before anything else', async () => {
    const types: string[] = [];
    for await (const { type } of task(true)) types.push(type);
    expect(types).toEqual(['task', 'image-info']);
  });

  it('does not tell it again where it is resumed', async () => {
    const events: ProviderEvent[] = [];
    for await (const event of task(false)) events.push(event);
    expect(events).toEqual([{ type: 'image-info', index: 0, seed: 7 }]);
  });
});

it('pauses longer and longer, up to a bound, and never twice the same', () => {
  const lengths = [1, 2, 3, 10].map((questions) =>
    pauseAfter(questions, { first: 100, longest: 400, growth: 2 }),
  );
  for (const [place, whole] of [100, 200, 400, 400].entries()) {
    expect(lengths[place]).toBeGreaterThanOrEqual(whole * 0.8);
    expect(lengths[place]).toBeLessThanOrEqual(whole * 1.2);
  }
  expect(lengths[2]).not.toBe(lengths[3]);
});
