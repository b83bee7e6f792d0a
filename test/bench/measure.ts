import { cpuSeconds, memoryOf, resetPeak } from './process-tree.ts';
import { type Load, type LoadResult, runLoad } from './program.ts';
import type { Target } from './targets.ts';

/** One round of one target. */
export interface Round extends LoadResult {
  perSecond: number;
  /** Milliseconds of a core that the target used for a request, its children included. */
  cpuMs: number;
  /** MiB at most, its children included. */
  peakMib: number;
}

/** What clients do with a target, whatever the target. */
export interface Work {
  prompt: string;
  clients: number;
  seconds?: number;
  requests?: number;
  bytesPerSecond?: number;
}

/** Lets clients loose on a target and looks at what that costs it. */
export async function measureRound(target: Target, work: Work): Promise<Round> {
  const { asked, pid } = target;
  const { prompt, ...rest } = work;
  const load: Load = {
    url: asked.url,
    path: asked.path,
    headers: asked.headers,
    body: asked.body(prompt),
    ...rest,
  };
  resetPeak(pid);
  const before = cpuSeconds(pid);
  const result = await runLoad(load);
  const cpu = cpuSeconds(pid) - before;
  if (result.failures > 0) {
    throw new Error(`${target.name}: ${result.failures} failed, first: ${result.firstFailure}`);
  }
  return {
    ...result,
    perSecond: result.count / result.seconds,
    cpuMs: (cpu * 1000) / Math.max(1, result.count),
    peakMib: memoryOf(pid).peak,
  };
}

/** The rounds of all targets, taken in turns, so that what the machine does meanwhile hits all. */
export async function measureInTurns(
  targets: readonly Target[],
  work: Work,
  rounds: number,
): Promise<Map<string, Round[]>> {
  const all = new Map<string, Round[]>(targets.map(({ name }) => [name, []]));
  for (const target of targets) await measureRound(target, warmUp(work));
  for (let round = 0; round < rounds; round += 1) {
    for (const target of targets) {
      all.get(target.name)?.push(await measureRound(target, work));
    }
  }
  return all;
}

function warmUp(work: Work): Work {
  const { seconds, requests, ...rest } = work;
  return { ...rest, requests: Math.min(requests ?? 64, 64), clients: Math.min(work.clients, 16) };
}

/** The middle one of some figures, and how far they lie apart. */
export function spread(values: readonly number[]): { median: number; min: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? (sorted[Math.floor(middle)] ?? 0)
      : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return { median, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}
