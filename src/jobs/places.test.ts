import { describe, expect, it, vi } from 'vitest';
import { createPlaces } from './places.ts';

const goesOn = new AbortController().signal;

describe('places', () => {
  it('are given to so many at once, and again when they are given back', () => {
    const places = createPlaces(2);
    const [first, second] = [places.take(), places.take()];
    expect(places.take()).toBeUndefined();
    first?.();
    first?.();
    expect(places.take()).toBeTypeOf('function');
    expect(places.take()).toBeUndefined();
    second?.();
    expect(places.takeAll()).toHaveLength(1);
    expect(places.takeAll()).toEqual([]);
  });

  it('are waited for in a line, and who gives up leaves it', async () => {
    const places = createPlaces(1);
    const leave = places.take();
    const entered: string[] = [];
    const abort = new AbortController();
    const enter = async (id: string, signal: AbortSignal) => {
      const leaveAgain = await places.wait(id, signal);
      entered.push(id);
      return leaveAgain;
    };
    const a = enter('a', goesOn);
    const b = enter('b', abort.signal);
    const c = enter('c', goesOn);
    expect(['a', 'b', 'c', 'd'].map(places.placeOf)).toEqual([0, 1, 2, undefined]);
    abort.abort();
    (await b)();
    expect(places.placeOf('c')).toBe(1);
    leave?.();
    (await a)();
    await c;
    expect(entered).toEqual(['b', 'a', 'c']);
    expect(places.take()).toBeUndefined();
  });

  it('do not keep one waiting that has given up before', async () => {
    const places = createPlaces(1);
    places.take();
    (await places.wait('a', AbortSignal.abort()))();
    expect(places.placeOf('a')).toBeUndefined();
    expect(places.take()).toBeUndefined();
  });

  it('go to nobody new while others wait in the journal, and tell of free ones', () => {
    const places = createPlaces(1);
    places.onFree = vi.fn();
    places.othersWait = true;
    expect(places.onFree).toHaveBeenCalledTimes(1);
    expect(places.take()).toBeUndefined();
    const [leave] = places.takeAll();
    leave?.();
    expect(places.onFree).toHaveBeenCalledTimes(2);
    places.othersWait = false;
    expect(places.take()).toBeTypeOf('function');
  });

  it('go to the line and to the journal in turns', async () => {
    const places = createPlaces(1);
    const order: string[] = [];
    let leave = places.take();
    const journal = ['j1', 'j2'];
    places.onFree = () => {
      [leave] = places.takeAll();
      order.push(journal.shift() ?? '');
      places.othersWait = journal.length > 0;
    };
    places.othersWait = true;
    for (const id of ['l1', 'l2', 'l3']) {
      void places.wait(id, goesOn).then((entered) => {
        order.push(id);
        leave = entered;
      });
    }
    for (let turn = 0; turn < 5; turn += 1) {
      leave?.();
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(order).toEqual(['l1', 'j1', 'l2', 'j2', 'l3']);
  });
});
