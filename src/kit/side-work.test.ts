import { describe, expect, it } from 'vitest';
import { createSideWork } from './side-work.ts';

const later = (milliseconds: number, run = () => {}) =>
  new Promise<void>((resolve, reject) => {
    setTimeout(() => {
      try {
        resolve(run());
      } catch (thrown) {
        reject(thrown);
      }
    }, milliseconds);
  });

const fail = (message: string) => () => {
  throw new Error(message);
};

describe('work beside the main line', () => {
  it('is over when all of it is, however it ended', async () => {
    const work = createSideWork();
    const done: string[] = [];
    work.add(later(1, fail('first')));
    work.add(later(20, () => void done.push('second')));
    await work.settled();
    expect(done).toEqual(['second']);
    expect(work.failures).toEqual([new Error('first')]);
  });

  it('fails quietly until it is asked', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const work = createSideWork();
    work.add(Promise.reject(new Error('at once')));
    work.add(later(5, fail('second')));
    expect(work.failures).toEqual([]);
    await later(20);
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
    expect(work.failures).toEqual([new Error('at once'), new Error('second')]);
  });

  it('has no failures where nothing failed', async () => {
    const work = createSideWork();
    work.add(later(1));
    await work.settled();
    expect(work.failures).toEqual([]);
  });
});
