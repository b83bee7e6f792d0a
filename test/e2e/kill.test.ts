import { expect, it } from 'vitest';
import { faults, noFaults, runRounds } from '../kill/rounds.ts';

it('loses nothing and pays nothing twice in three kills', async () => {
  const counts = await runRounds(3);
  expect(faults(counts)).toEqual(noFaults);
  expect(counts.answered).toBeGreaterThan(0);
}, 90_000);
