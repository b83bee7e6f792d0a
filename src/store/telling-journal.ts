import type { Signals } from '../core/signals.ts';
import type { Journal, JournalEntry } from '../core/store.ts';

/** A journal that tells what others wait for, once it is durable. */
export function tellingJournal(journal: Journal, signals: Pick<Signals, 'send'>): Journal {
  function tell(entry: JournalEntry): void {
    if (entry.type === 'generation-ended') signals.send({ type: 'ended', id: entry.id });
    if (entry.type === 'generation-deleted') signals.send({ type: 'ended', id: entry.id });
    if (entry.type === 'generation-accepted' && entry.leaseOwner === undefined) {
      signals.send({ type: 'queued' });
    }
  }
  return {
    async append(entry) {
      await journal.append(entry);
      tell(entry);
    },
  };
}
