import type { Caller } from '../caller.ts';
import type { Key } from '../key.ts';
import { toUsd } from '../ledger.ts';
import type { Store } from '../store.ts';
import type { SpendingLine, SpendingQuery } from './spending-books.ts';

/** What was paid for some generations; the three kinds are never added up. */
export interface Spent {
  exact: { usd: number; generations: number };
  estimated: { usd: number; generations: number };
  unknown: { generations: number };
}

/** A group of a report. */
export interface SpendingRow extends Spent {
  group: string;
  /** A key's, for people; undefined for every other group. */
  name: string | undefined;
}

/** What was paid, by group and in all. */
export interface SpendingReport {
  /** Days in order, the newest last; of all others the dearest first. */
  rows: readonly SpendingRow[];
  total: Spent;
}

/** Sums what was paid: a key's own, or everybody's for the operator. */
export async function reportSpending(
  query: Omit<SpendingQuery, 'owner'>,
  { key }: Pick<Caller, 'key'>,
  { spending, keys }: Pick<Store, 'spending' | 'keys'>,
): Promise<SpendingReport> {
  const lines = await spending.sum({ ...query, owner: key?.id });
  const known = query.groupBy !== 'key' ? [] : key ? [key] : await keys.list();
  const groups = [...new Set(lines.map(({ group }) => group))];
  const rows = groups.map((group) => ({
    group,
    name: nameOf(group, known),
    ...addUp(lines.filter((line) => line.group === group)),
  }));
  rows.sort(query.groupBy === 'day' ? byGroup : byCost);
  return { rows, total: addUp(lines) };
}

function nameOf(id: string, keys: readonly Key[]): string | undefined {
  return keys.find((key) => key.id === id)?.name;
}

function addUp(lines: readonly SpendingLine[]): Spent {
  const of = (kind: SpendingLine['kind']) => {
    const some = lines.filter((line) => line.kind === kind);
    return {
      usd: toUsd(some.reduce((sum, { microUsd }) => sum + microUsd, 0)),
      generations: some.reduce((sum, { generations }) => sum + generations, 0),
    };
  };
  const { generations } = of('unknown');
  return { exact: of('exact'), estimated: of('estimated'), unknown: { generations } };
}

function byGroup(a: SpendingRow, b: SpendingRow): number {
  return a.group < b.group ? -1 : 1;
}

function byCost(a: SpendingRow, b: SpendingRow): number {
  const cost = ({ exact, estimated }: SpendingRow) => exact.usd + estimated.usd;
  return cost(b) - cost(a) || byGroup(a, b);
}
