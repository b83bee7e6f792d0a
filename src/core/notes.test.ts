import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from './errors.ts';
import type { Logger } from './logger.ts';
import { createNotes, strictly } from './notes.ts';

const away = new AppError('store_unreachable', { place: 'db', reason: 'gone' });

let logged: string[];
const log = (_: object, message: string) => void logged.push(message);
const logger: Logger = { debug: log, info: log, warn: log, error: log };

beforeEach(() => {
  logged = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Something to write that fails at first. */
function fact(name: string, written: string[], failures: readonly Error[] = []) {
  const left = [...failures];
  return async () => {
    const failure = left.shift();
    if (failure) throw failure;
    written.push(name);
  };
}

describe('notes', () => {
  it('are written at once where that works', async () => {
    const written: string[] = [];
    const notes = createNotes('gen_a', logger);
    expect(await notes.write(fact('one', written))).toBe(true);
    expect(await notes.write(fact('two', written))).toBe(true);
    expect([written, logged]).toEqual([['one', 'two'], []]);
  });

  it('wait for the records to come back, and for each other', async () => {
    const written: string[] = [];
    const notes = createNotes('gen_a', logger);
    expect(await notes.write(fact('one', written, [away, away, away]))).toBe(false);
    expect(await notes.write(fact('two', written))).toBe(false);
    expect(written).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(written).toEqual(['one', 'two']);
    expect(await notes.write(fact('three', written))).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('can be told not to try now', async () => {
    const written: string[] = [];
    const notes = createNotes('gen_a', logger);
    notes.postpone();
    expect(await notes.write(fact('one', written))).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(written).toEqual(['one']);
  });

  it('leave out what is refused again and again, and go on', async () => {
    const written: string[] = [];
    const notes = createNotes('gen_a', logger);
    const broken = async () => Promise.reject(new Error('there is no such record'));
    await notes.write(broken);
    await notes.write(fact('two', written));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(written).toEqual(['two']);
    expect(logged).toContain('a fact about it could not be recorded');
  });

  it('outlast a disk that is full for an hour', async () => {
    const written: string[] = [];
    const notes = createNotes('gen_a', logger);
    const until = Date.now() + 3_600_000;
    await notes.write(async () => {
      if (Date.now() < until) throw new AppError('disk_full', { folder: '/d', reason: 'ENOSPC' });
      written.push('one');
    });
    await vi.advanceTimersByTimeAsync(3_700_000);
    expect(written).toEqual(['one']);
  });

  it('end with the process', async () => {
    const notes = createNotes('gen_a', logger);
    await notes.write(async () => Promise.reject(new AppError('shutting_down', {})));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('strictly', () => {
  it('rejects with what went wrong', async () => {
    await expect(strictly(() => Promise.reject(away))).rejects.toBe(away);
  });
});
