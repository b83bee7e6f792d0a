import type { Caller } from './caller.ts';
import type { Cost } from './generation.ts';
import type { RateState } from './rate.ts';

/** How a generation ended, as far as budgets care. */
export interface LeaseOutcome {
  /** Undefined where nobody knows, and then what was held is booked. */
  cost: Cost | undefined;
  /** How many were made; undefined where nobody knows, and then what was held is booked. */
  images: number | undefined;
}

/** Leave to make one generation; held until it is settled or released. */
export interface Lease {
  /** What the caller has left of the requests a minute; undefined where they are not limited. */
  rate: RateState | undefined;
  /** The generation ended; what it cost is booked in place of what was held. */
  settle(outcome: LeaseOutcome): Promise<void>;
  /** It cost nothing. Calling it twice, or after `settle`, does nothing. */
  release(): Promise<void>;
}

/** What is asked of the limiter before a generation starts. */
export interface LimiterRequest {
  /** Under which the money is held, so that a restart finds what a dead process held. */
  generationId: string;
  caller: Caller;
  /** `provider/model`. */
  model: string;
  n: number;
  /** True where the caller's own upstream key pays. */
  callerPaid: boolean;
  /** What all of it may cost at most, in US dollars; undefined where the price is unknown. */
  ceilingUsd: number | undefined;
}

/**
 * Rates, concurrency and budgets. Rejects with `rate_limited`, `too_many_at_once`,
 * `budget_exceeded` or `price_unknown`.
 */
export interface Limiter {
  admit(request: LimiterRequest): Promise<Lease>;
}
