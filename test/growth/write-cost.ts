import type { Database } from '../../src/store/database.ts';
import { prepareWrites } from '../../src/store/sql/writes.ts';
import { accepted, sampleGeneration } from '../contract/store-samples.ts';
import { createDice, promptAt } from './prompts.ts';
import { cpuMilliseconds, quantiles } from './time-operation.ts';

const atOnce = 64;
const rounds = 20;
const now = Date.UTC(2027, 0, 1);

/**
 * Milliseconds that 64 generations accepted in one commit take, in the middle. SQLite works in this
 * process, so what counts there is the time of its core.
 */
export async function measureWrites(database: Database): Promise<number> {
  const prepare = prepareWrites(database.kysely);
  const dice = createDice(7);
  let made = 0;

  async function commit(): Promise<number> {
    const statements = Array.from({ length: atOnce }, () => {
      made += 1;
      const changes = { prompt: promptAt(made, 1_000_000, dice), createdAt: now + made };
      const id = `gen_${Math.floor(dice() * 2 ** 32).toString(36)}${made}`;
      return prepare(accepted(sampleGeneration({ id, ...changes }))).queries;
    }).flat();
    const read = database.dialect === 'sqlite' ? cpuMilliseconds : () => performance.now();
    const began = read();
    await database.runAll(statements, () => {});
    return read() - began;
  }

  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) took.push(await commit());
  return quantiles(took).p50;
}
