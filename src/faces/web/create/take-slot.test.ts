import { describe, expect, it } from 'vitest';
import { hasFreeSlot, takeSlot } from './take-slot.ts';

describe('slots for streams', () => {
  it('are three, and go to whoever waited longest', async () => {
    const [one, two, three] = await Promise.all([takeSlot(), takeSlot(), takeSlot()]);
    expect(hasFreeSlot()).toBe(false);
    const order: string[] = [];
    const fourth = takeSlot().then((free) => {
      order.push('fourth');
      return free;
    });
    const fifth = takeSlot().then((free) => {
      order.push('fifth');
      return free;
    });
    two?.();
    two?.();
    (await fourth)();
    (await fifth)();
    expect(order).toEqual(['fourth', 'fifth']);
    one?.();
    three?.();
    expect(hasFreeSlot()).toBe(true);
  });
});
