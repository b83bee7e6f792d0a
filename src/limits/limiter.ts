import type { Limiter } from '../core/limiter.ts';
import type { RequestCounts } from '../core/request-counts.ts';
import { type BudgetOptions, createBudget } from './budget.ts';
import { createRates } from './rates.ts';

/** What limits are kept with. */
export interface LimiterOptions extends BudgetOptions {
  requestCounts: RequestCounts;
}

/**
 * Rates, concurrency and budgets, all in the store: what costs nothing to refuse is looked at first,
 * so that nobody who is refused holds any money.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  const rates = createRates(options.requestCounts, options.now);
  const budget = createBudget(options);
  return {
    async admit(request) {
      const { rateKey, ratePerMinute } = request.caller;
      const rate =
        rateKey !== undefined && ratePerMinute !== undefined
          ? await rates.take(rateKey, ratePerMinute)
          : undefined;
      const hold = await budget.hold(request);
      return {
        rate,
        settle: async (outcome) => hold?.settle(outcome),
        release: async () => hold?.release(),
      };
    },
  };
}
