import type { Store } from '../../src/core/store.ts';
import type { Operation } from './operations.ts';

/** What an operation took, in milliseconds. */
export interface Timing {
  p50: number;
  p95: number;
  /** Milliseconds of a core of this process that all but a twentieth stay under. */
  cpuP95: number;
  times: number;
  /** How many generations it gave. */
  found: number;
}

const mostTimes = 100;
const longestMs = 8_000;

/** Asks again and again, a first time unmeasured; what is slow is asked less often. */
export async function timeOperation(
  { ask }: Operation,
  store: Store,
  count: number,
): Promise<Timing> {
  const took: number[] = [];
  const worked: number[] = [];
  const { length: found } = await ask(store, count);
  const end = performance.now() + longestMs;
  while (took.length < mostTimes && (took.length < 5 || performance.now() < end)) {
    const [began, workedBefore] = [performance.now(), cpuMilliseconds()];
    await ask(store, count);
    took.push(performance.now() - began);
    worked.push(cpuMilliseconds() - workedBefore);
  }
  return { ...quantiles(took), cpuP95: quantiles(worked).p95, times: took.length, found };
}

/** What this process has used of a core so far. */
export function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The middle one, and what all but a twentieth stay under. */
export function quantiles(took: readonly number[]): { p50: number; p95: number } {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
