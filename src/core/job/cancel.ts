import { randomName } from '../../kit/random-name.ts';
import { AppError } from '../errors.ts';
import type { Generation } from '../generation.ts';
import { leaseMilliseconds } from '../leases.ts';
import type { Parts } from '../parts.ts';
import { endCancelled } from '../recover.ts';
import { awaitEnd } from './await-end.ts';

/** How long the process that works on it may take to stop, in milliseconds. */
const usualPatience = 10_000;

/**
 * Cancels a generation that does not work in this process: one that waits ends at once, of one that
 * another process works on that is told. Gives its record, undefined where there is none any more;
 * throws `works_elsewhere` where it has not ended in time, and then it ends as soon as it can.
 */
export async function cancelElsewhere(
  id: string,
  parts: Parts,
  patience = usualPatience,
): Promise<Generation | undefined> {
  const { store, processId, now } = parts;
  // Under a name of its own: what this process claims at the same moment is not to be ended here.
  const owner = `${processId}:${randomName().slice(0, 8)}`;
  const held = await store.leases.cancel(id, { owner, until: now() + leaseMilliseconds }, now());
  if (held === undefined) return store.findGeneration(id);
  if (held !== 'elsewhere') return endCancelled(held, { ...parts, processId: owner });
  const generation = await awaitEnd(id, store, { patience });
  if (generation?.endedAt !== undefined || !generation) return generation;
  throw new AppError('works_elsewhere', { what: id });
}
