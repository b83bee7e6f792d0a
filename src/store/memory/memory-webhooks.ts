import type { JournalEntry } from '../../core/store.ts';
import type { Webhook, WebhookStore } from '../../core/webhook.ts';

/** Webhooks in memory. */
export interface MemoryWebhooks {
  queries: WebhookStore;
  /** Does with them what belongs to an entry of the journal. */
  follow(entry: JournalEntry): void;
}

interface KeptWebhook extends Webhook {
  attempts: number;
  nextAttemptAt: number | undefined;
  deliveredAt: number | undefined;
  lastError: string | undefined;
}

/** Makes them, empty; beyond `most` the oldest are forgotten. */
export function createMemoryWebhooks(most: number): MemoryWebhooks {
  const kept = new Map<string, KeptWebhook>();
  const ofGeneration = (id: string) =>
    [...kept.values()].filter(({ generationId }) => generationId === id);

  function add(webhook: Webhook): void {
    const untried = { attempts: 0, nextAttemptAt: undefined };
    kept.set(webhook.id, { ...webhook, ...untried, deliveredAt: undefined, lastError: undefined });
    const [oldest = ''] = kept.keys();
    if (kept.size > most) kept.delete(oldest);
  }

  function makeDue(generationId: string, at: number): void {
    for (const webhook of ofGeneration(generationId)) {
      // A generation whose images turn up late ends twice, and is told of once.
      if (webhook.attempts === 0) webhook.nextAttemptAt ??= at;
    }
  }

  return {
    follow(entry) {
      if (entry.type === 'generation-accepted') entry.webhooks?.forEach(add);
      if (entry.type === 'generation-ended') makeDue(entry.id, entry.at);
      if (entry.type !== 'generation-deleted') return;
      for (const { id } of ofGeneration(entry.id)) kept.delete(id);
    },
    queries: {
      async claim(now, until, limit) {
        const due = [...kept.values()]
          .filter(({ nextAttemptAt }) => nextAttemptAt !== undefined && nextAttemptAt <= now)
          .sort((a, b) => (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0))
          .slice(0, limit);
        return due.map((webhook) => {
          webhook.attempts += 1;
          webhook.nextAttemptAt = until;
          const { id, generationId, url, assetOrigin, locale, attempts } = webhook;
          return { id, generationId, url, assetOrigin, locale, attempts };
        });
      },
      async settle(id, outcome) {
        const webhook = kept.get(id);
        if (!webhook || webhook.deliveredAt !== undefined) return;
        const none = { deliveredAt: undefined, nextAttemptAt: undefined, error: undefined };
        const { error: lastError, ...times } = { ...none, ...outcome };
        Object.assign(webhook, { ...times, lastError });
      },
      async find(generationId) {
        const webhook = ofGeneration(generationId).find(({ url }) => url !== undefined);
        if (webhook?.url === undefined) return undefined;
        const { url, attempts, deliveredAt, lastError } = webhook;
        return { url, attempts, deliveredAt, lastError };
      },
    },
  };
}
