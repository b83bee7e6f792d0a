import { expect, it } from 'vitest';
import { runReplicaRounds } from './replica-rounds.ts';
import { faults, noFaults } from './rounds.ts';

const rounds = Number(process.env.KILL_REPLICA_ROUNDS ?? 10);

it(
  `loses nothing and pays nothing twice in ${rounds} kills of one of three replicas`,
  async () => {
    const counts = await runReplicaRounds(rounds);
    console.log(counts);
    expect(faults(counts)).toEqual(noFaults);
    expect(counts.answered + counts.unknown).toBeGreaterThanOrEqual(counts.requests);
  },
  60_000 + rounds * 45_000,
);
