import { AppError } from '../core/errors.ts';
import type { KeyScopes } from '../core/key.ts';
import {
  type Budgets,
  type Exceeded,
  type Ledger,
  type Spend,
  toMicroUsd,
} from '../core/ledger.ts';
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

/** A place, money and images reserved for one generation. */
export interface BudgetHold {
  settle(outcome: LeaseOutcome): Promise<void>;
  release(): Promise<void>;
}

/** The money of keys, and their places. */
export interface Budget {
  /**
   * Reserves a place and the most a generation may cost; undefined where nobody's limit is touched.
   * Rejects with `too_many_at_once`, `budget_exceeded` or `price_unknown`.
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
      const { generationId: id, callerPaid, n: images } = request;
      const { key } = request.caller;
      if (!key || (callerPaid && key.scopes.concurrent === undefined)) return undefined;
      const budgets = callerPaid ? noBudgets : budgetsOf(key.scopes);
      const held = callerPaid ? nothing : { microUsd: mostOf(request, budgets), images };
      const at = now();
      const hold = { id, keyId: key.id, at, ...held };
      const exceeded = await ledger.hold(hold, budgets, key.scopes.concurrent);
      if (exceeded) throw refusalOf(exceeded, held, at);
      return {
        settle: (outcome) => ledger.settle(id, spentOf(outcome, held)),
        release: () => ledger.release(id),
      };
    },
  };
}

const nothing: Spend = { microUsd: 0, images: 0 };

const noBudgets: Budgets = {
  microUsdPerDay: undefined,
  microUsdPerMonth: undefined,
  imagesPerDay: undefined,
};

/** Nobody can say when a generation ends; a second is no time to hurry and none to wait. */
const retryAfter = 1;

function refusalOf({ budget, used, limit }: Exceeded, held: Spend, at: number): AppError {
  if (budget !== 'generationsAtOnce') return budgetExceeded({ budget, used, limit }, held, at);
  const rate = { limit, remaining: 0, resetSeconds: retryAfter };
  return new AppError('too_many_at_once', { limit }, { retryAfter, rate });
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
