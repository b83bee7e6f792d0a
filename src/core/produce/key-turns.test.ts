import { describe, expect, it } from 'vitest';
import { providerRequest } from '../../../test/contract/provider-request.ts';
import {
  collect,
  fakeProvider,
  painted,
  recordingLogger,
  refusal,
} from '../../../test/fakes/parts.ts';
import { AppError, type ErrorDetails } from '../errors.ts';
import type { ProviderEvent } from '../provider.ts';
import { takeKeysInTurn } from './key-turns.ts';

const unauthorized = (upstreamStatus = 401) =>
  new AppError(
    'upstream_unauthorized',
    { provider: 'brush', status: upstreamStatus, reason: 'no.' },
    { upstreamStatus },
  );
const limited = (details: ErrorDetails = {}) =>
  new AppError('upstream_rate_limited', { provider: 'brush', reason: 'slow down.' }, details);
const unknown = () =>
  new AppError('outcome_unknown', { provider: 'brush', reason: 'reset' }, { spent: 'maybe' });

function setUp(count = 3) {
  let now = 0;
  const used: number[] = [];
  const failures = new Map<number, () => unknown>();
  const perKey = Array.from({ length: count }, (_, index) =>
    fakeProvider({
      async script(request) {
        used.push(index + 1);
        const failure = failures.get(index + 1);
        if (failure) throw failure();
        await request.onSend();
        return (async function* (): AsyncGenerator<ProviderEvent> {
          yield painted(0);
        })();
      },
      async resume(taskId) {
        if (taskId !== `task-${index + 1}`) throw unauthorized(404);
        return (async function* (): AsyncGenerator<ProviderEvent> {
          yield { type: 'progress', fraction: 0.5 };
          yield painted(index);
        })();
      },
    }),
  );
  const [first = fakeProvider()] = perKey;
  const logged: string[] = [];
  const provider = takeKeysInTurn(first, perKey, {
    now: () => now,
    logger: recordingLogger(logged),
  });
  const { signal } = new AbortController();
  return {
    provider,
    used,
    failures,
    logged,
    paint: async (model?: string) =>
      collect(await provider.generate(providerRequest(provider, model ? { model } : {}), signal)),
    resume: async (taskId: string) => {
      const events = await provider.resume?.(taskId, providerRequest(provider), signal);
      if (!events) throw new Error('it cannot resume');
      return collect(events);
    },
    at: (time: number) => {
      now = time;
    },
  };
}

describe('several keys', () => {
  it('are used in turn', async () => {
    const { paint, used } = setUp();
    for (let time = 0; time < 5; time += 1) await paint();
    expect(used).toEqual([1, 2, 3, 1, 2]);
  });

  it('make way for one another where one is refused, which rests', async () => {
    const { paint, used, failures, logged } = setUp();
    failures.set(1, () => unauthorized());
    expect(await paint()).toHaveLength(1);
    expect(await paint()).toHaveLength(1);
    expect(await paint()).toHaveLength(1);
    expect(await paint()).toHaveLength(1);
    expect(used).toEqual([1, 2, 2, 3, 2]);
    expect(logged).toEqual(['a key of a provider rests']);
  });

  it.each([
    ['as long as the upstream asks', () => limited({ retryAfter: 5 }), 5_000],
    ['half a minute where it names no time', () => limited(), 30_000],
    ['ten minutes where it has no credit', () => limited({ retryable: false }), 600_000],
    ['ten minutes where it is wrong', () => unauthorized(), 600_000],
  ])('rest %s', async (_, how, milliseconds) => {
    const { paint, used, failures, at } = setUp(2);
    failures.set(1, how);
    await paint();
    failures.clear();
    at(milliseconds - 1);
    await paint();
    await paint();
    expect(used).toEqual([1, 2, 2, 2]);
    at(milliseconds);
    await paint();
    await paint();
    expect(used.slice(-2).sort()).toEqual([1, 2]);
  });

  it('rest for one model alone where that is forbidden', async () => {
    const { paint, used, failures } = setUp(2);
    failures.set(1, () => unauthorized(403));
    await paint('brush-1');
    failures.clear();
    await paint('brush-1');
    await paint('brush-2');
    expect(used).toEqual([1, 2, 2, 1]);
  });

  it('are never tried after one another where something may have been spent', async () => {
    const { paint, used, failures } = setUp();
    failures.set(1, unknown);
    expect((await refusal(paint())).code).toBe('outcome_unknown');
    failures.set(2, () => new AppError('moderation_blocked', { provider: 'brush', reason: 'no.' }));
    expect((await refusal(paint())).code).toBe('moderation_blocked');
    expect(used).toEqual([1, 2]);
  });

  it('end with the last refusal, and then with the time to wait', async () => {
    const { paint, used, failures, provider } = setUp(2);
    failures.set(1, () => limited({ retryAfter: 20 }));
    failures.set(2, () => unauthorized());
    expect((await refusal(paint())).code).toBe('upstream_unauthorized');
    const error = await refusal(paint());
    expect(error).toMatchObject({ code: 'provider_paused', details: { retryAfter: 20 } });
    expect(error.message).toContain('all of its 2 keys were refused');
    expect(provider.pause?.()?.code).toBe('provider_paused');
    expect(used).toEqual([1, 2]);
  });

  it('are all asked for a task that one of them began', async () => {
    const { resume } = setUp();
    expect(await resume('task-3')).toMatchObject([{ type: 'progress' }, { type: 'image' }]);
    expect((await refusal(resume('task-9'))).details.upstreamStatus).toBe(404);
  });

  it('are all used to stop a task, since none of them tells whose it is', async () => {
    const stopping: number[] = [];
    const perKey = [1, 2].map((key) =>
      fakeProvider({
        resume: async (_, __, signal) =>
          (async function* (): AsyncGenerator<ProviderEvent> {
            if (!signal.aborted) yield painted(0);
            stopping.push(key);
            throw new AppError('cancelled', {}, { spent: 'maybe' });
          })(),
      }),
    );
    const [first = fakeProvider()] = perKey;
    const tools = { now: () => 0, logger: recordingLogger([]) };
    const provider = takeKeysInTurn(first, perKey, tools);
    const asked = provider.resume?.('task', providerRequest(provider), AbortSignal.abort());
    expect((await refusal(Promise.resolve(asked))).code).toBe('cancelled');
    expect(stopping).toEqual([1, 2]);
  });

  it('need to be more than one', () => {
    const alone = fakeProvider();
    const tools = { now: Date.now, logger: recordingLogger([]) };
    expect(takeKeysInTurn(alone, [fakeProvider()], tools)).toBe(alone);
  });
});
