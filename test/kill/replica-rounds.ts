import { setTimeout as sleep } from 'node:timers/promises';
import { startTopology } from '../scale/topology.ts';
import { askPersistently, type Told } from './persistent-client.ts';
import {
  atOnce,
  type Counts,
  count,
  countRescued,
  killMoment,
  longestMs,
  readHashes,
  settledInventory,
} from './rounds.ts';

/** How long a killed replica stays away at most, in milliseconds. */
const longestAway = 1500;

/**
 * Round by round: eight requests under way through nginx, a kill of one of three replicas at any
 * moment, and a moment later its start on its own disk. The others go on all the time.
 */
export async function runReplicaRounds(rounds: number): Promise<Counts> {
  // Without a key of the operator, whoever is on this machine may ask.
  const all = await startTopology(longestMs, { ADMIN_KEY: '' });
  const told: Told[] = [];
  const killedAt = new Map<string, number>();
  let slowestStartMs = 0;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const safety = round % 4 < 2 ? 'retry-count' : 'idempotency-key';
      const prompts = Array.from({ length: atOnce }, (_, place) => `round ${round}, fox ${place}`);
      const asking = prompts.map((prompt) => askPersistently(prompt, safety, () => all.url));
      // A failure before the restart is told after it.
      void Promise.allSettled(asking);
      await killMoment(round, all.books);
      for (const prompt of prompts) killedAt.set(prompt, Date.now());
      const victim = all.replicas[Math.floor(Math.random() * 3)] ?? all.replicas[0];
      await victim.kill();
      await sleep(Math.random() * longestAway);
      slowestStartMs = Math.max(slowestStartMs, await victim.start());
      told.push(...(await Promise.all(asking)));
    }
    const shown = await settledInventory(all.url);
    const hashes = await readHashes(all.url, shown);
    const rescued = all.replicas.reduce((sum, { log }) => sum + countRescued(log()), 0);
    const { charges } = all.books;
    return count({ rounds, rescued, slowestStartMs, told, shown, hashes, charges, killedAt });
  } finally {
    await all.close();
  }
}
