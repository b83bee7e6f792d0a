/** Money in millionths of a US dollar, and images. */
export interface Spend {
  microUsd: number;
  images: number;
}

/**
 * What one generation may cost at most, reserved before anything is sent. One of no images only takes
 * a place among those under way: nothing is ever booked for it.
 */
export interface Hold extends Spend {
  /** The generation's. */
  id: string;
  keyId: string;
  /** When it began, in milliseconds since 1970; all of it counts for this day and month in UTC. */
  at: number;
}

/** What a key may spend; undefined is not limited. */
export interface Budgets {
  microUsdPerDay: number | undefined;
  microUsdPerMonth: number | undefined;
  imagesPerDay: number | undefined;
}

/** What was spent in a time, and what is reserved by generations under way. */
export interface PeriodSpend {
  spent: Spend;
  held: Spend;
}

/** The spending of one key in a day and in the month around it, both in UTC. */
export interface KeySpend {
  day: PeriodSpend;
  month: PeriodSpend;
}

/** The limit that a hold would have exceeded, and how far it is used up without it. */
export interface Exceeded {
  budget: keyof Budgets | 'generationsAtOnce';
  /** Millionths of a US dollar or images, spent and held; or generations under way. */
  used: number;
  limit: number;
}

/** What keys spend: held before a call, settled after it, exact over all processes on one store. */
export interface Ledger {
  /**
   * Reserves all of it, or nothing and tells the budget in the way. With `atOnce`, only where the key
   * has fewer generations under way: holds whose generation has not ended, whoever works on it.
   */
  hold(hold: Hold, budgets: Budgets, atOnce?: number | undefined): Promise<Exceeded | undefined>;
  /**
   * Books what a held generation cost, in place of its hold and be it more; without a figure, the
   * hold itself. Where there is no hold any more nothing happens.
   */
  settle(id: string, spent: Spend | undefined): Promise<void>;
  /** Gives a hold back. Where there is none any more nothing happens. */
  release(id: string): Promise<void>;
  /** `at` in milliseconds since 1970. */
  spendOf(keyId: string, at: number): Promise<KeySpend>;
}

const microPerUsd = 1_000_000;
const microPerCent = 10_000;

/** US dollars as whole millionths, in which all sums are exact. */
export function toMicroUsd(usd: number): number {
  return Math.round(usd * microPerUsd);
}

/** Millionths as US dollars. */
export function toUsd(microUsd: number): number {
  return microUsd / microPerUsd;
}

/** Millionths for people: `$2.00`; where cents are not enough, nothing is rounded away. */
export function showUsd(microUsd: number): string {
  const usd = toUsd(microUsd);
  return `$${microUsd % microPerCent === 0 ? usd.toFixed(2) : usd.toFixed(6).replace(/0+$/, '')}`;
}

/** The day in UTC, `YYYY-MM-DD`; its first seven characters are the month. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * How long a hold without a generation keeps its place, in milliseconds: longer than a process takes
 * to write down what it accepted, so that only one who died in between gives it up.
 */
export const acceptingMs = 90_000;

/** A place that is not there; the one rule of every store. */
export function findCrowded(underWay: number, atOnce: number | undefined): Exceeded | undefined {
  if (atOnce === undefined || underWay < atOnce) return undefined;
  return { budget: 'generationsAtOnce', used: underWay, limit: atOnce };
}

/** The first budget that would not hold this as well; the one rule of every store. */
export function findExceeded(spend: KeySpend, more: Spend, budgets: Budgets): Exceeded | undefined {
  const used = ({ spent, held }: PeriodSpend, unit: keyof Spend) => spent[unit] + held[unit];
  const rows: [keyof Budgets, number, number][] = [
    ['imagesPerDay', used(spend.day, 'images'), more.images],
    ['microUsdPerDay', used(spend.day, 'microUsd'), more.microUsd],
    ['microUsdPerMonth', used(spend.month, 'microUsd'), more.microUsd],
  ];
  for (const [budget, already, adding] of rows) {
    const limit = budgets[budget];
    if (limit !== undefined && already + adding > limit) return { budget, used: already, limit };
  }
  return undefined;
}
