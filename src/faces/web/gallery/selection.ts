import { computed, signal } from '@preact/signals';
import { everything, type HistoryFilter, listIds } from '../api/history.ts';
import type { Generation } from '../api/shapes.ts';
import { filter, generations } from './feed.ts';
import { removed } from './undo-delete.ts';

/** Ids of what is selected. */
const picked = signal<ReadonlySet<string>>(new Set());

/** Ids that match and were selected without being loaded. */
let beyond: ReadonlySet<string> = new Set();

/** What they match. */
let beyondFilter = everything;

/** Where a selection by shift begins. */
let anchor: string | undefined;

/** What is selected and still there, in the order of the list. */
export const selection = computed<readonly Generation[]>(() =>
  picked.value.size === 0 ? [] : generations.value.filter(({ id }) => picked.value.has(id)),
);

/** The ids of everything that is selected, also of what is not loaded. */
export const selectedIds = computed<readonly string[]>(() => {
  const here = selection.value.map(({ id }) => id);
  if (beyond.size === 0) return here;
  const known = new Set(generations.value.map(({ id }) => id));
  const others = [...picked.value].filter(
    (id) => beyond.has(id) && !known.has(id) && !removed.value.has(id),
  );
  return [...here, ...others];
});

/** Whether something is selected: then a tap selects in place of opening. */
export const selecting = computed(() => selectedIds.value.length > 0);

/** Whether one is selected. */
export function isSelected(id: string): boolean {
  return picked.value.has(id);
}

/** Selects these, or takes them out where the first of them is selected. */
export function toggle(ids: readonly string[]): void {
  const next = new Set(picked.value);
  const [first = ''] = ids;
  const takeOut = next.has(first);
  for (const id of ids) {
    if (takeOut) next.delete(id);
    else next.add(id);
  }
  anchor = first;
  picked.value = next;
}

/** Selects everything from the one selected last to this one, in the order that is shown. */
export function extendTo(id: string, shown: readonly string[]): void {
  const from = shown.indexOf(anchor ?? id);
  const to = shown.indexOf(id);
  if (from < 0 || to < 0) {
    toggle([id]);
    return;
  }
  picked.value = new Set([
    ...picked.value,
    ...shown.slice(Math.min(from, to), Math.max(from, to) + 1),
  ]);
}

/** Selects all of these. */
export function selectAll(ids: readonly string[]): void {
  picked.value = new Set(ids);
}

/** Selects everything the filter lets through, loaded or not. Throws ApiError. */
export async function selectEverything(): Promise<void> {
  const asked = filter.value;
  const ids = await listIds(asked);
  if (filter.value !== asked) return;
  beyond = new Set(ids);
  beyondFilter = asked;
  picked.value = new Set(ids);
}

/** The filter by which works were selected that are not loaded. */
export function filterOfSelection(): HistoryFilter {
  return beyondFilter;
}

/** Selects nothing. */
export function selectNone(): void {
  beyond = new Set();
  anchor = undefined;
  picked.value = new Set();
}
