import { RateLimiterMemory } from 'rate-limiter-flexible';
import { minuteSeconds, type RequestCounts } from '../../core/request-counts.ts';

/** Counts in this process's memory; begins anew with it. */
export function createMemoryCounts(): RequestCounts {
  // It only counts: everybody has a limit of their own.
  const counter = new RateLimiterMemory({
    points: Number.MAX_SAFE_INTEGER,
    duration: minuteSeconds,
  });
  return {
    async add(name) {
      const { consumedPoints, msBeforeNext } = await counter.consume(name);
      return { count: consumedPoints, msLeft: msBeforeNext };
    },
  };
}
