/** What costs can be summed by. */
export const spendingGroups = ['day', 'model', 'provider', 'key'] as const;

/** One of them. */
export type SpendingGroup = (typeof spendingGroups)[number];

/** Which generations are summed, and by what; times in milliseconds since 1970. */
export interface SpendingQuery {
  groupBy: SpendingGroup;
  /** The first moment that counts. */
  since: number;
  /** The first that does not count any more. */
  until: number;
  /** Of one owner alone; undefined is everybody. */
  owner: string | undefined;
}

/** Generations of one group whose cost is known in the same way. */
export interface SpendingLine {
  /** A day in UTC, `provider/model`, a provider or the id of an owner. */
  group: string;
  /** `unknown` where nobody told and no table knows. */
  kind: 'exact' | 'estimated' | 'unknown';
  generations: number;
  /** 0 where the cost is unknown, which does not mean that nothing was paid. */
  microUsd: number;
}

/** The books of all generations, those deleted too. */
export interface SpendingBooks {
  /**
   * Generations that had a cost or may have had one, on the operator's account: what was refused and
   * what a caller's own key paid is left out. In no order.
   */
  sum(query: SpendingQuery): Promise<SpendingLine[]>;
}

/** States of generations that may have been charged for without a word about how much. */
export const chargedStates = ['durable', 'hosted', 'outcome_unknown'] as const;
