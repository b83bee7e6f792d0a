import { expect, it } from 'vitest';
import { createBell } from './bell.ts';

const late = 10_000;

it('wakes who waits', async () => {
  const bell = createBell();
  const woken = bell.wait(late);
  bell.ring();
  await woken;
});

it('wakes at once who comes after the ring, and only the first of them', async () => {
  const bell = createBell();
  bell.ring();
  bell.ring();
  await bell.wait(late);
  const before = performance.now();
  await bell.wait(30);
  expect(performance.now() - before).toBeGreaterThan(20);
});

it('lets nobody wait whose work was given up, before or meanwhile', async () => {
  const abort = new AbortController();
  const bell = createBell();
  const waiting = bell.wait(late, abort.signal);
  abort.abort(new Error('given up'));
  await expect(waiting).rejects.toThrow('given up');
  await expect(bell.wait(late, abort.signal)).rejects.toThrow('given up');
});
