import type { Limiter } from '../core/limiter.ts';
import { type BudgetOptions, createBudget } from './budget.ts';
import { createRates } from './rates.ts';
import { createSlots } from './slots.ts';

/**
 * Rates and concurrency in this process's memory, budgets in the store: what costs nothing to
 * refuse is looked at first, so that nobody who is refused holds any money.
 */
export function createLimiter(options: BudgetOptions): Limiter {
  const rates = createRates();
  const slots = createSlots();
  const budget = createBudget(options);
  return {
    async admit(request) {
      const { rateKey, ratePerMinute, key } = request.caller;
      const rate =
        rateKey !== undefined && ratePerMinute !== undefined
          ? await rates.take(rateKey, ratePerMinute)
          : undefined;
      const leave = key && slots.enter(key.id, key.scopes.concurrent);
      try {
        const hold = await budget.hold(request);
        return {
          rate,
          async settle(outcome) {
            leave?.();
            await hold?.settle(outcome);
          },
          async release() {
            leave?.();
            await hold?.release();
          },
        };
      } catch (thrown) {
        leave?.();
        throw thrown;
      }
    },
  };
}
