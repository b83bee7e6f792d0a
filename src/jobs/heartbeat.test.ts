import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTestParts } from '../../test/fakes/parts.ts';
import type { LeaseHolder } from '../core/leases.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';

let heartbeat: Heartbeat | undefined;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  heartbeat?.stop();
  vi.useRealTimers();
});

function beat(isBusy: () => boolean, fail = false) {
  const renewed: LeaseHolder[] = [];
  const parts = createTestParts({ processId: 'fox:1:a', now: () => 1000 });
  const { leases } = parts.store;
  const renew = async (holder: LeaseHolder) => {
    renewed.push(holder);
    if (fail) throw new Error('database gone');
  };
  const store = { ...parts.store, leases: { ...leases, renew } };
  heartbeat = createHeartbeat(isBusy, { ...parts, store });
  heartbeat.start();
  return { renewed, logged: parts.logged };
}

it('prolongs all leases with one word, three times in the life of one', () => {
  const { renewed } = beat(() => true);
  vi.advanceTimersByTime(30_000);
  const lease = { owner: 'fox:1:a', until: 31_000 };
  expect(renewed).toEqual([lease, lease, lease]);
  heartbeat?.stop();
  vi.advanceTimersByTime(30_000);
  expect(renewed).toHaveLength(3);
});

it('is silent while nothing is under way', () => {
  let busy = false;
  const { renewed } = beat(() => busy);
  vi.advanceTimersByTime(60_000);
  expect(renewed).toEqual([]);
  busy = true;
  vi.advanceTimersByTime(10_000);
  expect(renewed).toHaveLength(1);
});

it('goes on where it could not be written', async () => {
  const { renewed, logged } = beat(() => true, true);
  vi.advanceTimersByTime(20_000);
  await Promise.resolve();
  await Promise.resolve();
  expect(renewed).toHaveLength(2);
  expect(logged).toContain('the leases of running generations could not be prolonged');
});
