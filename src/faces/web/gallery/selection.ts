import { computed, signal } from '@preact/signals';
import type { Generation } from '../api/shapes.ts';
import { generations } from './feed.ts';

/** Ids of what is selected. */
const picked = signal<ReadonlySet<string>>(new Set());

/** Where a selection by shift begins. */
let anchor: string | undefined;

/** What is selected and still there, in the order of the list. */
export const selection = computed<readonly Generation[]>(() =>
  picked.value.size === 0 ? [] : generations.value.filter(({ id }) => picked.value.has(id)),
);

/** Whether something is selected: then a tap selects in place of opening. */
export const selecting = computed(() => selection.value.length > 0);

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

/** Selects nothing. */
export function selectNone(): void {
  anchor = undefined;
  picked.value = new Set();
}
