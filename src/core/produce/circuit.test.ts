import { describe, expect, it } from 'vitest';
import { providerRequest } from '../../../test/contract/provider-request.ts';
import { collect, fakeProvider, painted, refusal } from '../../../test/fakes/parts.ts';
import { AppError } from '../errors.ts';
import type { ProviderEvent } from '../provider.ts';
import { withCircuit } from './circuit.ts';

const unreachable = () =>
  new AppError('upstream_unreachable', { provider: 'brush', reason: 'ECONNREFUSED' });
const moderated = () => new AppError('moderation_blocked', { provider: 'brush', reason: 'no.' });
const limited = () =>
  new AppError('upstream_rate_limited', { provider: 'brush', reason: 'slow down.' });

function setUp(failures = 3) {
  let now = 0;
  let failure: (() => unknown) | undefined;
  let hold: Promise<void> | undefined;
  const inner = fakeProvider({
    async script() {
      await hold;
      if (failure) throw failure();
      return (async function* (): AsyncGenerator<ProviderEvent> {
        yield painted(0);
      })();
    },
  });
  const provider = withCircuit(inner, { failures, restMs: 30_000, now: () => now });
  const paint = async () =>
    collect(await provider.generate(providerRequest(provider), new AbortController().signal));
  const failTimes = async (count: number, how: () => unknown = unreachable) => {
    failure = how;
    for (let time = 0; time < count; time += 1) await refusal(paint());
    failure = undefined;
  };
  return {
    provider,
    paint,
    failTimes,
    asked: () => inner.requests.length,
    at: (time: number) => {
      now = time;
    },
    fail: (how: (() => unknown) | undefined) => {
      failure = how;
    },
    holdUp: (until: Promise<void>) => {
      hold = until;
    },
  };
}

describe('a provider that fails again and again', () => {
  it('is left alone, and told so with the time to wait', async () => {
    const { failTimes, provider, paint, asked } = setUp();
    await failTimes(2);
    expect(provider.pause?.()).toBeUndefined();
    await failTimes(1);
    const error = await refusal(paint());
    expect(error).toMatchObject({ code: 'provider_paused', status: 503, retryable: true });
    expect(error.details).toMatchObject({ retryAfter: 30, spent: 'no' });
    expect(error.message).toContain('ECONNREFUSED');
    expect(asked()).toBe(3);
  });

  it('is tried by one call after its rest, and used again where that goes well', async () => {
    const { failTimes, provider, paint, at, holdUp, asked } = setUp();
    await failTimes(3);
    at(30_000);
    expect(provider.pause?.()).toBeUndefined();
    let go = () => {};
    holdUp(
      new Promise((resolve) => {
        go = resolve;
      }),
    );
    const probe = paint();
    expect((await refusal(paint())).code).toBe('provider_paused');
    go();
    expect(await probe).toHaveLength(1);
    expect(await paint()).toHaveLength(1);
    expect(asked()).toBe(5);
  });

  it('rests again where the trial fails', async () => {
    const { failTimes, provider, at } = setUp();
    await failTimes(3);
    at(30_000);
    await failTimes(1);
    expect(provider.pause?.()?.details.retryAfter).toBe(30);
  });

  it('is tried anew where the trial was cancelled', async () => {
    const { failTimes, provider, at } = setUp();
    await failTimes(3);
    at(30_000);
    await failTimes(1, () => new AppError('cancelled', {}));
    expect(provider.pause?.()).toBeUndefined();
  });

  it('is not left alone for failures long ago', async () => {
    const { failTimes, provider, at } = setUp();
    await failTimes(2);
    at(61_000);
    await failTimes(2);
    expect(provider.pause?.()).toBeUndefined();
  });

  it('is not left alone where most calls go well', async () => {
    const { failTimes, provider, paint } = setUp();
    for (let time = 0; time < 8; time += 1) await paint();
    await failTimes(4);
    expect(provider.pause?.()).toBeUndefined();
  });

  it.each([
    ['its content', moderated],
    ['its rate', limited],
  ])('is no provider that refuses a request for %s', async (_, how) => {
    const { failTimes, provider } = setUp();
    await failTimes(10, how);
    expect(provider.pause?.()).toBeUndefined();
  });

  it('is used again when the trial is answered with a refusal', async () => {
    const { failTimes, provider, at } = setUp();
    await failTimes(3);
    at(30_000);
    await failTimes(1, moderated);
    expect(provider.pause?.()).toBeUndefined();
  });

  it('is never left alone where that is switched off', async () => {
    const { failTimes, provider } = setUp(0);
    await failTimes(10);
    expect(provider.pause?.()).toBeUndefined();
  });
});
