import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../core/errors.ts';
import type { Journal, JournalEntry } from '../core/store.ts';
import { tryPatiently } from './sqlite/patience.ts';

/** How a journal writes. */
export interface JournalOptions<Write> {
  /** Turns an entry into what is written; throws for one that cannot be. */
  prepare(entry: JournalEntry): Write;
  /** Makes all of them durable in this order, or none. */
  commit(writes: readonly Write[]): Promise<void>;
  /** Whether a commit failed only because another process was writing. */
  isBusy(error: unknown): boolean;
  /** How long to wait for other processes before an entry is given up, in milliseconds. */
  patienceMs?: number;
  /** How long a commit waits at most while others come, in milliseconds. */
  gatherMs?: number;
  /** Told after each commit how many entries it held. */
  onCommit?: ((entries: number) => void) | undefined;
}

/** A journal that can be brought to its end. */
export interface ClosingJournal extends Journal {
  /** Takes nothing more and resolves when everything appended so far is settled. */
  close(): Promise<void>;
}

interface Pending<Write> {
  write: Write;
  /** Milliseconds since 1970. */
  since: number;
  resolve(): void;
  reject(reason: unknown): void;
}

// Bounds how long the write lock is held and the event loop is kept from other work.
const maxEntriesPerCommit = 512;

// A commit and its sync cost as much as ten entries, and about as long as this on a good disk.
const usualGatherMs = 2;

/** Batches the entries of all callers: what arrives while others do shares their commit. */
export function createJournal<Write>(options: JournalOptions<Write>): ClosingJournal {
  const { patienceMs = 30_000, gatherMs = usualGatherMs, isBusy } = options;
  const waiting: Pending<Write>[] = [];
  let working: Promise<void> | undefined;
  let closed = false;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      await gather();
      await settle(waiting.splice(0, maxEntriesPerCommit));
    }
    working = undefined;
  }

  /** Lets more come for as long as every turn brings some: an idle loop waits for one turn alone. */
  async function gather(): Promise<void> {
    const until = performance.now() + gatherMs;
    let before: number;
    do {
      before = waiting.length;
      await nextTurn();
    } while (
      waiting.length > before &&
      waiting.length < maxEntriesPerCommit &&
      performance.now() < until
    );
  }

  async function settle(batch: Pending<Write>[]): Promise<void> {
    const writes = batch.map((pending) => pending.write);
    // Who stood behind others that were given up has been patient already.
    const waited = Date.now() - Math.max(...batch.map(({ since }) => since));
    try {
      const patience = { isBusy, patienceMs: patienceMs - waited };
      await tryPatiently(() => options.commit(writes), patience);
    } catch (error) {
      await settleFailed(batch, error);
      return;
    }
    options.onCommit?.(batch.length);
    for (const pending of batch) pending.resolve();
  }

  async function settleFailed(batch: Pending<Write>[], error: unknown): Promise<void> {
    if (batch.length === 1 || isBusy(error)) {
      for (const pending of batch) pending.reject(error);
      return;
    }
    // One of them is broken: alone, each fails or succeeds for itself, still in order.
    for (const pending of batch) await settle([pending]);
  }

  return {
    async append(entry) {
      if (closed) throw new AppError('shutting_down', {});
      const write = options.prepare(entry);
      await new Promise<void>((resolve, reject) => {
        waiting.push({ write, since: Date.now(), resolve, reject });
        working ??= work();
      });
    },

    async close() {
      closed = true;
      await working;
    },
  };
}
