import type { Signals } from '../core/signals.ts';
import type { Journal, JournalEntry } from '../core/store.ts';

/** A journal that tells what others wait for, once it is durable. */
export function tellingJournal(journal: Journal, signals: Pick<Signals, 'send'>): Journal {
  function tell(entry: JournalEntry): void {
    switch (entry.type) {
      case 'generation-accepted':
        if (entry.leaseOwner === undefined) signals.send({ type: 'queued' });
        signals.send({ type: 'begun', id: entry.generation.id });
        break;
      case 'generation-ended':
        signals.send({ type: 'ended', id: entry.id });
        break;
      case 'generation-deleted': {
        const { id, owner } = entry;
        signals.send({ type: 'ended', id });
        if (owner !== undefined) signals.send({ type: 'deleted', id, owner });
        break;
      }
      case 'asset-favoured':
      case 'asset-hosted':
      case 'asset-host-failed':
        signals.send({ type: 'image-changed', id: entry.id });
    }
  }
  return {
    async append(entry) {
      await journal.append(entry);
      tell(entry);
    },
  };
}
