import { randomName } from '../kit/random-name.ts';

/**
 * A name for this process among all that ever share its records: its machine, its number there, and
 * a word that tells it from the next one with this number.
 */
export function createProcessId(hostName: string, pid: number): string {
  return `${hostName}:${pid}:${randomName().slice(0, 8)}`;
}

/**
 * Whether a process surely runs no more, as far as this one can see: it was of the same machine, and
 * its number is nobody's there, or ours.
 */
export function isGone(
  processId: string,
  self: string,
  isRunning: (pid: number) => boolean,
): boolean {
  const [host, pid] = processId.split(':');
  const [ownHost, ownPid] = self.split(':');
  if (processId === self || host !== ownHost || !/^\d+$/.test(pid ?? '')) return false;
  return pid === ownPid || !isRunning(Number(pid));
}
