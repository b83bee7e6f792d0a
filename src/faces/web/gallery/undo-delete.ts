import { signal } from '@preact/signals';
import { ApiError } from '../api/call.ts';
import { removeGeneration } from '../api/history.ts';
import { dropRun } from '../create/runs.ts';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';

/** How long a deletion can be taken back, in milliseconds. */
const patience = 10_000;

/** What is hidden, because it is deleted or will be in a moment. */
export const removed = signal<ReadonlySet<string>>(new Set());

const pending = new Map<string, ReturnType<typeof setTimeout>>();

addEventListener('pagehide', () => {
  // Whoever leaves has had no second thoughts.
  for (const id of pending.keys()) void removeGeneration(id, true).catch(() => {});
  pending.clear();
});

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

/** One after the other: hundreds of requests at once would be refused. */
async function removeAllNow(ids: readonly string[]): Promise<void> {
  for (const id of ids) await removeNow(id);
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
