import { AppError } from '../core/errors.ts';
import type { RateState } from '../core/rate.ts';
import type { RequestCount, RequestCounts } from '../core/request-counts.ts';

/** Requests a minute, by whatever they are counted under. */
export interface Rates {
  /** Counts one; rejects with `rate_limited` where it is one too many. */
  take(name: string, perMinute: number): Promise<RateState>;
}

/** A minute that was full when this process last looked. */
interface FullMinute {
  count: number;
  /** Milliseconds since 1970. */
  until: number;
}

/** Of names; beyond, those whose minute is over are forgotten. */
const tidyAbove = 1000;

/** Asks the counts of all servers, and them no more for who has used up the minute already. */
export function createRates(counts: RequestCounts, now: () => number): Rates {
  const full = new Map<string, FullMinute>();

  async function count(name: string, perMinute: number): Promise<RequestCount> {
    // Within its minute a count only grows, so what was too much then is too much now.
    const known = full.get(name);
    const msLeft = (known?.until ?? 0) - now();
    if (known && msLeft > 0 && known.count > perMinute) return { count: known.count, msLeft };
    const fresh = await counts.add(name);
    if (fresh.count > perMinute) remember(name, fresh);
    return fresh;
  }

  function remember(name: string, { count, msLeft }: RequestCount): void {
    full.set(name, { count, until: now() + msLeft });
    if (full.size <= tidyAbove) return;
    for (const [other, { until }] of full) if (until <= now()) full.delete(other);
  }

  return {
    async take(name, perMinute) {
      const { count: asked, msLeft } = await count(name, perMinute);
      const seconds = Math.max(1, Math.ceil(msLeft / 1000));
      const remaining = Math.max(0, perMinute - asked);
      const rate = { limit: perMinute, remaining, resetSeconds: seconds };
      if (asked <= perMinute) return rate;
      const values = { limit: perMinute, seconds };
      throw new AppError('rate_limited', values, { retryAfter: seconds, rate });
    },
  };
}
