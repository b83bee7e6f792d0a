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
  hide(id, true);
  pending.set(
    id,
    setTimeout(() => void removeNow(id), patience),
  );
  tell(t('gallery.deleted'), { text: t('gallery.undo'), run: () => takeBack(id) }, patience);
}

async function removeNow(id: string): Promise<void> {
  if (!pending.delete(id)) return;
  try {
    await removeGeneration(id);
    dropRun(id);
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.status === 404) return;
    hide(id, false);
    tell(thrown instanceof ApiError && thrown.message ? thrown.message : t('error.unreachable'));
  }
}

function takeBack(id: string): void {
  clearTimeout(pending.get(id));
  pending.delete(id);
  hide(id, false);
}

function hide(id: string, hidden: boolean): void {
  const next = new Set(removed.value);
  if (hidden) next.add(id);
  else next.delete(id);
  removed.value = next;
}
