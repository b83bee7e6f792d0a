import { type HistoryFilter, stateGroups } from '../../api/history.ts';
import type { HistoryNews } from '../../api/history-events.ts';
import type { Generation } from '../../api/shapes.ts';

/** A list, and what is told of it. */
export interface Merged {
  list: readonly Generation[];
  /** Whether only the server knows what belongs into it. */
  unsure: boolean;
}

/** What belongs into a list of generations. */
export interface MergeTerms {
  filter: HistoryFilter;
  /** Whether the filter lets everything through. */
  everything: boolean;
  /** Whether the oldest is in it. */
  complete: boolean;
}

/** Puts news into a list that is sorted by time, the newest first; the same list where nothing changes. */
export function mergeNews(
  known: readonly Generation[],
  news: readonly HistoryNews[],
  { filter, everything, complete }: MergeTerms,
): Merged {
  const gone = new Set<string>();
  const told = new Map<string, Generation>();
  for (const one of news) {
    if (one.type === 'deleted') {
      gone.add(one.id);
      told.delete(one.id);
    } else if (one.type === 'changed') {
      gone.delete(one.generation.id);
      told.set(one.generation.id, one.generation);
    }
  }
  let changed = false;
  const list = known.flatMap((before) => {
    const after = told.get(before.id);
    told.delete(before.id);
    const stays = !gone.has(before.id) && (!after || matches(after, filter));
    if (stays && (!after || isSame(before, after))) return [before];
    changed = true;
    return stays && after ? [after] : [];
  });
  const oldest = complete ? 0 : (known.at(-1)?.created_at ?? 0);
  const fresh = [...told.values()].filter(({ created_at }) => created_at >= oldest);
  if (!everything) return { list: changed ? list : known, unsure: fresh.length > 0 };
  if (fresh.length === 0) return { list: changed ? list : known, unsure: false };
  return { list: putIn(list, fresh), unsure: false };
}

/** Whether it is still what is asked for, as far as the page can tell. */
function matches({ state, data }: Generation, filter: HistoryFilter): boolean {
  if (filter.state !== '' && !stateGroups[filter.state].includes(state)) return false;
  return !filter.favourite || data.some(({ favourite }) => favourite);
}

function isSame(one: Generation, other: Generation): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** New ones belong to the front, nearly always. */
function putIn(list: readonly Generation[], fresh: readonly Generation[]): Generation[] {
  const all = [...list];
  for (const generation of fresh.toSorted((a, b) => a.created_at - b.created_at)) {
    const at = all.findIndex(({ created_at }) => created_at <= generation.created_at);
    all.splice(at < 0 ? all.length : at, 0, generation);
  }
  return all;
}
