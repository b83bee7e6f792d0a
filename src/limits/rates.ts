import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppError } from '../core/errors.ts';
import type { RateState } from '../core/rate.ts';

/** Requests a minute, by whatever they are counted under. */
export interface Rates {
  /** Counts one; rejects with `rate_limited` where it is one too many. */
  take(name: string, perMinute: number): Promise<RateState>;
}

const minuteSeconds = 60;

/** Counts in this process's memory; exact while there is only one process. */
export function createRates(): Rates {
  // It only counts: everybody has a limit of their own.
  const counter = new RateLimiterMemory({
    points: Number.MAX_SAFE_INTEGER,
    duration: minuteSeconds,
  });
  return {
    async take(name, perMinute) {
      const { consumedPoints, msBeforeNext } = await counter.consume(name);
      const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
      const remaining = Math.max(0, perMinute - consumedPoints);
      const rate = { limit: perMinute, remaining, resetSeconds: seconds };
      if (consumedPoints <= perMinute) return rate;
      const values = { limit: perMinute, seconds };
      throw new AppError('rate_limited', values, { retryAfter: seconds, rate });
    },
  };
}
