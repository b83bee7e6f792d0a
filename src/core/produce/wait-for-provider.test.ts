import { describe, expect, it } from 'vitest';
import { createTestParts, fakeProvider } from '../../../test/fakes/parts.ts';
import { testCaller, testCapability, testRequest } from '../../../test/fakes/wishes.ts';
import type { GenerationEvent } from '../generation.ts';
import { resolve } from '../resolve.ts';
import { pausedError } from './circuit.ts';
import { waitForProvider } from './wait-for-provider.ts';

/** A plan whose provider is left alone for so many looks at it. */
function planOf(name: string, looks: number) {
  let left = looks;
  const why = { en: 'why.', zh: '原因。' };
  const provider = fakeProvider({
    name,
    rows: [testCapability({ model: 'm' })],
    pause: () => {
      left -= 1;
      return left < 0 ? undefined : pausedError(name, 20, why).with({ retryAfter: 0.02 });
    },
  });
  const parts = createTestParts({ providers: [provider] });
  return resolve(testRequest({ model: `${name}/m` }), testCaller(), parts);
}

function tools(patientUntil: number | undefined, signal = new AbortController().signal) {
  const told: GenerationEvent[] = [];
  return {
    told,
    emit: (event: GenerationEvent) => void told.push(event),
    signal,
    now: Date.now,
    patientUntil,
  };
}

describe('waiting for a provider', () => {
  it('goes on with the first that may be used again, and says once what it waits for', async () => {
    const plans = [planOf('a', 9), planOf('b', 2)];
    const waiting = tools(Date.now() + 10_000);
    expect(await waitForProvider(plans, waiting)).toBe(plans[1]);
    expect(waiting.told).toEqual([
      {
        type: 'progress',
        fraction: undefined,
        waiting: true,
        message: { en: 'waiting until a is given something again', zh: '等待 a 恢复接收请求' },
      },
    ]);
  });

  it('does not wait longer than it may, nor where somebody is told at once', async () => {
    const late = tools(Date.now() + 5);
    expect(await waitForProvider([planOf('a', 9)], late)).toBeUndefined();
    expect(await waitForProvider([planOf('a', 9)], tools(undefined))).toBeUndefined();
    expect(late.told).toEqual([]);
  });

  it('waits for as long as it was refused for, where the provider itself tells of no pause', async () => {
    const plan = planOf('a', 0);
    const error = pausedError('a', 20, { en: 'why.', zh: '原因。' }).with({ retryAfter: 0.05 });
    const waiting = tools(Date.now() + 10_000);
    const began = Date.now();
    expect(await waitForProvider([plan], { ...waiting, refused: { plan, error } })).toBe(plan);
    expect(Date.now() - began).toBeGreaterThanOrEqual(45);
    const late = { ...tools(Date.now() + 5), refused: { plan, error } };
    expect(await waitForProvider([plan], late)).toBeUndefined();
  });

  it('ends when it is cancelled', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 10);
    const waiting = tools(Date.now() + 10_000, stop.signal);
    expect(await waitForProvider([planOf('a', 999)], waiting)).toBeUndefined();
  });
});
