import { AppError } from '../core/errors.ts';
import { type Budgets, type Exceeded, type Spend, showUsd } from '../core/ledger.ts';
import type { Template } from '../core/template.ts';

interface BudgetText {
  scope: Template;
  period: 'day' | 'month';
  unit: keyof Spend;
}

const texts: Record<keyof Budgets, BudgetText> = {
  microUsdPerDay: {
    scope: { en: 'budget of the day', zh: '每日预算' },
    period: 'day',
    unit: 'microUsd',
  },
  microUsdPerMonth: {
    scope: { en: 'budget of the month', zh: '每月预算' },
    period: 'month',
    unit: 'microUsd',
  },
  imagesPerDay: {
    scope: { en: 'number of images a day', zh: '每日图片数' },
    period: 'day',
    unit: 'images',
  },
};

const microPerCent = 10_000;

/**
 * The error of a hold that a budget does not allow; `at` in milliseconds since 1970. In its rate
 * images count as images, and money in whole cents.
 */
export function budgetExceeded(
  exceeded: Exceeded & { budget: keyof Budgets },
  needed: Spend,
  at: number,
): AppError {
  const { scope, period, unit } = texts[exceeded.budget];
  const { used, limit } = exceeded;
  const resetsAt = period === 'day' ? nextDay(at) : nextMonth(at);
  const resetSeconds = Math.max(1, Math.ceil((resetsAt - at) / 1000));
  const count = (amount: number) =>
    unit === 'images' ? amount : Math.floor(amount / microPerCent);
  const show = (amount: number) => (unit === 'images' ? String(amount) : showUsd(amount));
  const values = {
    scope,
    spent: show(used),
    limit: show(limit),
    needed: show(needed[unit]),
    resets: new Date(resetsAt).toISOString(),
  };
  return new AppError('budget_exceeded', values, {
    retryAfter: resetSeconds,
    rate: { limit: count(limit), remaining: count(Math.max(0, limit - used)), resetSeconds },
  });
}

function nextDay(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
}

function nextMonth(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
