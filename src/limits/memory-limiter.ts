import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../core/caller.ts';
import { AppError } from '../core/errors.ts';
import type { Lease, Limiter } from '../core/limiter.ts';

const minuteSeconds = 60;

/** Counts requests a minute in this process's memory; exact while there is only one process. */
export function createMemoryLimiter(): Limiter {
  const limiters = new Map<number, RateLimiterMemory>();
  const limiterFor = (points: number) => {
    const found = limiters.get(points);
    if (found) return found;
    const made = new RateLimiterMemory({ points, duration: minuteSeconds });
    limiters.set(points, made);
    return made;
  };
  return {
    async admit({ caller }) {
      const { rateKey, ratePerMinute } = caller;
      if (rateKey !== undefined && ratePerMinute !== undefined) {
        await consume(limiterFor(ratePerMinute), rateKey, ratePerMinute);
      }
      return freeLease;
    },
  };
}

async function consume(
  limiter: RateLimiterMemory,
  key: NonNullable<Caller['rateKey']>,
  limit: number,
): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (thrown) {
    if (!(thrown instanceof RateLimiterRes)) throw thrown;
    const seconds = Math.ceil(thrown.msBeforeNext / 1000);
    throw new AppError('rate_limited', { limit, seconds }, { retryAfter: seconds });
  }
}

/** A rate is spent by asking; there is nothing to book or to give back. */
const freeLease: Lease = {
  settle: async () => {},
  release: async () => {},
};
