import { expect, it } from 'vitest';
import { faults, noFaults, runRounds } from './rounds.ts';

const rounds = Number(process.env.KILL_ROUNDS ?? 40);

it(
  `loses nothing and pays nothing twice in ${rounds} kills`,
  async () => {
    const counts = await runRounds(rounds);
    console.log(counts);
    expect(faults(counts)).toEqual(noFaults);
    expect(counts.answered + counts.unknown).toBeGreaterThanOrEqual(counts.requests);
  },
  rounds * 30_000,
);
