import type { Caller } from './caller.ts';
import type { Cost } from './generation.ts';

/** Leave to make one generation; held until it is settled or released. */
export interface Lease {
  /** The generation ended; what it cost is booked. */
  settle(cost: Cost | undefined): Promise<void>;
  /** It cost nothing. Calling it twice, or after `settle`, does nothing. */
  release(): Promise<void>;
}

/** What is asked of the limiter before a generation starts. */
export interface LimiterRequest {
  caller: Caller;
  /** `provider/model`. */
  model: string;
  n: number;
  /** True where the caller's own upstream key pays. */
  callerPaid: boolean;
}

/** Rates, concurrency and budgets: rejects with `rate_limited` and the seconds to wait. */
export interface Limiter {
  admit(request: LimiterRequest): Promise<Lease>;
}
