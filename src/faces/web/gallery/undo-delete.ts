import { signal } from '@preact/signals';
import { ApiError } from '../api/call.ts';
import { mostRemovals, removeGeneration, removeGenerations } from '../api/history.ts';
import { dropRun } from '../create/runs.ts';
import { recallJson, remember } from '../state/kept.ts';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';

/** How long a deletion can be taken back, in milliseconds. */
const patience = 10_000;

/** What is hidden, because it is deleted or will be in a moment. */
export const removed = signal<ReadonlySet<string>>(new Set());

const pending = new Map<string, ReturnType<typeof setTimeout> | undefined>();

/** A browser takes so many requests over when the page goes; the rest is done when it is back. */
const mostOnLeaving = 3;

addEventListener('pagehide', () => {
  // Whoever leaves has had no second thoughts.
  const ids = [...pending.keys()];
  pending.clear();
  const batches = inBatches(ids);
  for (const batch of batches.slice(0, mostOnLeaving)) {
    void removeGenerations(batch, true).catch(() => {});
  }
  const rest = batches.slice(mostOnLeaving).flat();
  if (rest.length > 0) remember('removals', JSON.stringify(rest));
});

/** Goes on with what an earlier page was left in the middle of. */
function finishEarlier(): void {
  const left = recallJson('removals');
  remember('removals', undefined);
  if (!Array.isArray(left) || left.length === 0) return;
  const ids = left.filter((id) => typeof id === 'string');
  hide(ids, true);
  for (const id of ids) pending.set(id, undefined);
  void removeAllNow(ids);
}

/** Hides a generation at once and deletes it unless that is taken back in time. */
export function removeLater(id: string): void {
  removeAllLater([id]);
}

/** The same for many at once, which are taken back together. */
export function removeAllLater(ids: readonly string[]): void {
  if (ids.length === 0) return;
  hide(ids, true);
  const timer = setTimeout(() => void removeAllNow(ids), patience);
  for (const id of ids) pending.set(id, timer);
  const takeBack = () => {
    clearTimeout(timer);
    for (const id of ids) pending.delete(id);
    hide(ids, false);
  };
  const text = ids.length === 1 ? t('gallery.deleted') : t('select.deleted', { count: ids.length });
  tell(text, { text: t('gallery.undo'), run: takeBack }, patience);
}

/** By the hundreds: one by one they would take minutes. */
async function removeAllNow(ids: readonly string[]): Promise<void> {
  const [only = ''] = ids;
  if (ids.length === 1) return removeNow(only);
  for (const batch of inBatches(ids)) {
    const due = batch.filter((id) => pending.delete(id));
    if (due.length > 0) await removeBatch(due);
  }
}

async function removeBatch(ids: readonly string[]): Promise<void> {
  try {
    const { under_way, errors } = await removeGenerations(ids);
    const stay = [...under_way, ...errors.map(({ id }) => id)];
    hide(stay, false);
    for (const id of ids) if (!stay.includes(id)) dropRun(id);
    if (errors.length > 0) tell(t('select.notDeleted', { count: errors.length }));
  } catch (thrown) {
    hide(ids, false);
    tell(thrown instanceof ApiError && thrown.message ? thrown.message : t('error.unreachable'));
  }
}

function inBatches(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / mostRemovals);
  return Array.from({ length: count }, (_, at) =>
    ids.slice(at * mostRemovals, (at + 1) * mostRemovals),
  );
}

async function removeNow(id: string): Promise<void> {
  if (!pending.delete(id)) return;
  try {
    await removeGeneration(id);
    dropRun(id);
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.status === 404) return;
    hide([id], false);
    tell(thrown instanceof ApiError && thrown.message ? thrown.message : t('error.unreachable'));
  }
}

function hide(ids: readonly string[], hidden: boolean): void {
  const next = new Set(removed.value);
  for (const id of ids) {
    if (hidden) next.add(id);
    else next.delete(id);
  }
  removed.value = next;
}

finishEarlier();
