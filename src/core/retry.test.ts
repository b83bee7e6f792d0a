import { describe, expect, it } from 'vitest';
import { AppError, type ErrorDetails } from './errors.ts';
import { retryPolicy, withRetries } from './retry.ts';

const provider = 'there';
const quick = { ...retryPolicy, firstWaitMs: 1 };

const unreachable = (details: ErrorDetails = {}) =>
  new AppError('upstream_unreachable', { provider, reason: 'ECONNREFUSED' }, details);
const limited = (details: ErrorDetails) =>
  new AppError('upstream_rate_limited', { provider, reason: 'slow down.' }, details);
const failed = (status: number, details: ErrorDetails) =>
  new AppError(
    'upstream_failed',
    { provider, status, reason: 'no.' },
    { upstreamStatus: status, ...details },
  );
const unknown = () =>
  new AppError('outcome_unknown', { provider, reason: 'cut' }, { spent: 'maybe' });

async function callsUntil(error: () => unknown, signal = new AbortController().signal) {
  let calls = 0;
  const outcome = await withRetries(
    async () => {
      calls += 1;
      throw error();
    },
    quick,
    signal,
  ).catch((thrown: unknown) => thrown);
  return { calls, outcome };
}

describe('withRetries', () => {
  const ownJson = { retryable: true };
  it.each<[string, () => unknown, number]>([
    ['tries twice more where nothing went out', () => unreachable(), 3],
    [
      'never tries again where something may have been paid',
      () => unreachable({ spent: 'maybe' }),
      1,
    ],
    ['tries once more after a 429 with a short wait', () => limited({ retryAfter: 0 }), 2],
    ['does not wait longer than ten seconds', () => limited({ retryAfter: 11 }), 1],
    ['does not guess how long a 429 lasts', () => limited({}), 1],
    [
      'does not ask again for a quota that is used up',
      () => limited({ retryAfter: 0, retryable: false }),
      1,
    ],
    ['tries twice more after the provider’s own 500', () => failed(500, ownJson), 3],
    ['tries twice more after the provider’s own 502', () => failed(502, ownJson), 3],
    ['tries twice more after the provider’s own 503', () => failed(503, ownJson), 3],
    ['leaves other 5xx alone', () => failed(501, ownJson), 1],
    ['leaves a 502 that a proxy wrote alone', () => failed(502, { spent: 'maybe' }), 1],
    ['never sends again what was sent with an unknown outcome', () => unknown(), 1],
    [
      'never sends again what took too long',
      () => new AppError('timed_out', { what: provider, seconds: 600 }, { spent: 'maybe' }),
      1,
    ],
    [
      'never sends again what was answered with garbage',
      () => new AppError('upstream_not_an_image', { provider, reason: 'HTML' }, { spent: 'maybe' }),
      1,
    ],
    [
      'never sends again what was answered without an image',
      () => new AppError('upstream_no_image', { provider, reason: 'empty' }, { spent: 'maybe' }),
      1,
    ],
    [
      'leaves refusals alone',
      () => new AppError('moderation_blocked', { provider, reason: 'no.' }),
      1,
    ],
    ['leaves what is no error of ours alone', () => new TypeError('oops'), 1],
  ])('%s', async (_, error, calls) => {
    expect(await callsUntil(error)).toMatchObject({ calls });
  });

  it('counts each row of the rule for itself and stops at the first success', async () => {
    const errors = [unreachable(), limited({ retryAfter: 0 }), failed(500, ownJson), unreachable()];
    const result = await withRetries(
      async () => {
        const error = errors.shift();
        if (error) throw error;
        return 'painted';
      },
      quick,
      new AbortController().signal,
    );
    expect(result).toBe('painted');
  });

  it('does not try again once nobody waits', async () => {
    const gone = AbortSignal.abort();
    expect(await callsUntil(() => failed(500, ownJson), gone)).toMatchObject({ calls: 1 });
  });

  it('gives a wait up at once, as cancelled', async () => {
    const controller = new AbortController();
    const waiting = callsUntil(() => limited({ retryAfter: 9 }), controller.signal);
    setTimeout(() => controller.abort(), 20);
    const { calls, outcome } = await waiting;
    expect(calls).toBe(1);
    expect(outcome).toMatchObject({ code: 'cancelled' });
  });

  it('waits as long as the 429 says', async () => {
    const started = performance.now();
    await callsUntil(() => limited({ retryAfter: 0.2 }));
    expect(performance.now() - started).toBeGreaterThanOrEqual(195);
  });
});
