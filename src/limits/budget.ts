import { AppError } from '../core/errors.ts';
import type { KeyScopes } from '../core/key.ts';
import { type Budgets, type Ledger, type Spend, toMicroUsd } from '../core/ledger.ts';
import type { LeaseOutcome, LimiterRequest } from '../core/limiter.ts';
import { budgetExceeded } from './budget-exceeded.ts';

/** What budgets are kept with. */
export interface BudgetOptions {
  ledger: Ledger;
  /** An image of a model whose price is unknown, in US dollars; undefined refuses it where it counts. */
  assumedPriceUsd: number | undefined;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Money and images reserved for one generation. */
export interface BudgetHold {
  settle(outcome: LeaseOutcome): Promise<void>;
  release(): Promise<void>;
}

/** The money of keys. */
export interface Budget {
  /**
   * Reserves the most a generation may cost; undefined where nobody's budget pays for it. Rejects
   * with `budget_exceeded` or `price_unknown`.
   */
  hold(request: LimiterRequest): Promise<BudgetHold | undefined>;
}

/** Holds before a call and settles after it, in the ledger of all processes. */
export function createBudget({ ledger, assumedPriceUsd, now }: BudgetOptions): Budget {
  /** In millionths of a dollar. */
  function mostOf({ ceilingUsd, n, model }: LimiterRequest, budgets: Budgets): number {
    if (ceilingUsd !== undefined) return toMicroUsd(ceilingUsd);
    if (assumedPriceUsd !== undefined) return toMicroUsd(assumedPriceUsd) * n;
    const counts = budgets.microUsdPerDay ?? budgets.microUsdPerMonth;
    if (counts !== undefined) throw new AppError('price_unknown', { model }, { param: 'model' });
    return 0;
  }

  return {
    async hold(request) {
      const { generationId: id, caller, callerPaid, n: images } = request;
      if (!caller.key || callerPaid) return undefined;
      const budgets = budgetsOf(caller.key.scopes);
      const held: Spend = { microUsd: mostOf(request, budgets), images };
      const at = now();
      const exceeded = await ledger.hold({ id, keyId: caller.key.id, at, ...held }, budgets);
      if (exceeded) throw budgetExceeded(exceeded, held, at);
      return {
        settle: (outcome) => ledger.settle(id, spentOf(outcome, held)),
        release: () => ledger.release(id),
      };
    },
  };
}

function budgetsOf({ usdPerDay, usdPerMonth, imagesPerDay }: KeyScopes): Budgets {
  return {
    microUsdPerDay: usdPerDay === undefined ? undefined : toMicroUsd(usdPerDay),
    microUsdPerMonth: usdPerMonth === undefined ? undefined : toMicroUsd(usdPerMonth),
    imagesPerDay,
  };
}

/** What is known takes the place of what was held; without a price, the share of the images made. */
function spentOf({ cost, images }: LeaseOutcome, held: Spend): Spend | undefined {
  if (images === undefined) return undefined;
  if (cost) return { microUsd: toMicroUsd(cost.usd), images };
  return { microUsd: Math.ceil((held.microUsd * images) / held.images), images };
}
