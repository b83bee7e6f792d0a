import { expect, it } from 'vitest';
import { eachState } from './each-state.ts';

it('lists what changes its state between two questions once, the newest first', async () => {
  const row = (id: string, created_at: number) => ({ id, created_at });
  const found = new Map([
    ['accepted', [row('moved', 3), row('waits', 1)]],
    ['sent', [row('moved', 3), row('paints', 2)]],
  ]);
  const rows = await eachState({ states: ['accepted', 'sent'] }, 3, async ({ states = [] }) =>
    states.flatMap((state) => found.get(state) ?? []),
  );
  expect(rows.map(({ id }) => id)).toEqual(['moved', 'paints', 'waits']);
});
