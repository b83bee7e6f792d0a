import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { forEachAtOnce } from './for-each-at-once.ts';

describe('forEachAtOnce', () => {
  it('works on all items, never on more than the limit at a time', async () => {
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await forEachAtOnce([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await nextTurn();
      running -= 1;
      done.push(item);
    });
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('takes an item only when its turn comes', async () => {
    let enough = false;
    const taken: number[] = [];
    function* source() {
      for (let item = 0; item < 100 && !enough; item += 1) yield item;
    }
    await forEachAtOnce(source(), 2, async (item) => {
      taken.push(item);
      await nextTurn();
      enough = item >= 2;
    });
    expect(taken.length).toBeLessThan(6);
  });

  it('has nothing to do with nothing', async () => {
    await expect(forEachAtOnce([], 4, async () => {})).resolves.toBeUndefined();
  });
});
