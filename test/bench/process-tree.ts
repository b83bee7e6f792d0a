import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** The kernel's clock ticks a second, the same on every Linux of today. */
const ticksPerSecond = 100;

/** A process and everything it started, by number (Linux). */
export function processTree(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(readStat(Number(name))?.[1]);
    if (parent) parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const tree: number[] = [];
  const walk = (next: number) => {
    tree.push(next);
    for (const child of parents.get(next) ?? []) walk(child);
  };
  walk(pid);
  return tree;
}

/** Seconds of a core that a process and its children have used so far. */
export function cpuSeconds(pid: number): number {
  let ticks = 0;
  for (const member of processTree(pid)) {
    const stat = readStat(member);
    if (stat) ticks += Number(stat[11]) + Number(stat[12]);
  }
  return ticks / ticksPerSecond;
}

/** Begins a new peak of memory for a process and its children. */
export function resetPeak(pid: number): void {
  for (const member of processTree(pid)) {
    try {
      writeFileSync(`/proc/${member}/clear_refs`, '5');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** What a process and its children hold in memory, in MiB: now, and at most since the last reset. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const total = { now: 0, peak: 0 };
  for (const member of processTree(pid)) {
    const status = read(`/proc/${member}/status`) ?? '';
    const kibibytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
    total.now += kibibytes('VmRSS') / 1024;
    total.peak += kibibytes('VmHWM') / 1024;
  }
  return total;
}

/** The fields of `stat` behind the name in brackets, which may hold anything. */
function readStat(pid: number): string[] | undefined {
  return read(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
