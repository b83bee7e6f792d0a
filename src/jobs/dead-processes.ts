import type { LeaseHolder } from '../core/leases.ts';
import type { Parts } from '../core/parts.ts';
import { isGone } from '../core/process-id.ts';

/** Tells the dead processes from the living, as far as this one can see. */
export interface DeadProcesses {
  /**
   * Who of them is gone, or has let its leases run out. A process of this machine that still runs
   * may have slept with it: it is given the time until the next call to wake up.
   */
  among(holders: readonly LeaseHolder[]): LeaseHolder[];
  /** Whether it surely runs no more. */
  isGone(processId: string): boolean;
  /** Whether it is of another machine, where nobody here can look. */
  isElsewhere(processId: string): boolean;
}

/** Makes the judge of one process; `runs` tells whether a number is somebody's on this machine. */
export function createDeadProcesses(
  { processId: self, now }: Pick<Parts, 'processId' | 'now'>,
  runs: (pid: number) => boolean,
): DeadProcesses {
  let late = new Set<string>();
  // What this process holds under another name, to cancel it, is no dead one's either.
  const isOwn = (processId: string) => processId.startsWith(`${self}:`);
  const gone = (processId: string) => !isOwn(processId) && isGone(processId, self, runs);
  const isElsewhere = (processId: string) => processId.split(':')[0] !== self.split(':')[0];
  return {
    isGone: gone,
    isElsewhere,
    among(holders) {
      const others = holders.filter(({ owner }) => owner !== self);
      const before = late;
      late = new Set(others.filter(({ until }) => until <= now()).map(({ owner }) => owner));
      return others.filter(({ owner }) => {
        if (gone(owner)) return true;
        return late.has(owner) && (isElsewhere(owner) || before.has(owner));
      });
    },
  };
}
