import type { GenerationFilter } from '../../core/store.ts';
import { byNewest, type Place } from './word-search.ts';

/**
 * The newest of what a filter lets through. Each state has an index in the order of the list;
 * several at once would have to be sorted, so each is asked for alone. One whose state changes
 * meanwhile is there once.
 */
export async function eachState<Row extends Place>(
  filter: GenerationFilter,
  limit: number,
  find: (filter: GenerationFilter) => Promise<Row[]>,
): Promise<Row[]> {
  const states = [...new Set(filter.states)];
  if (states.length < 2) return find(filter);
  const lists = await Promise.all(states.map((state) => find({ ...filter, states: [state] })));
  const rows = new Map(lists.flat().map((row) => [row.id, row]));
  return [...rows.values()].sort(byNewest).slice(0, limit);
}
