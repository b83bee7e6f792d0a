import { sql } from 'kysely';
import type { WebhookStore } from '../../core/webhook.ts';
import type { Database } from '../database.ts';
import { tryPatiently } from '../sqlite/patience.ts';

const patienceMs = 30_000;

/** Webhooks in a SQL database. */
export function createSqlWebhooks({ kysely, isBusy }: Database): WebhookStore {
  const patiently = <Result>(work: () => Promise<Result>) =>
    tryPatiently(work, { isBusy, patienceMs });

  return {
    async claim(now, until, limit) {
      const rows = await patiently(() =>
        kysely
          .updateTable('webhooks')
          .set({ attempts: sql`attempts + 1`, next_attempt_at: until })
          .where('id', 'in', (inner) =>
            inner
              .selectFrom('webhooks')
              .select('id')
              .where('next_attempt_at', '<=', now)
              .orderBy('next_attempt_at')
              .orderBy('id')
              .limit(limit),
          )
          // Postgres looks at a row again that another process has just taken, but not for the list.
          .where('next_attempt_at', '<=', now)
          .returningAll()
          .execute(),
      );
      return rows.map((row) => ({
        id: row.id,
        generationId: row.generation_id,
        url: row.url ?? undefined,
        assetOrigin: row.asset_origin,
        locale: row.locale,
        attempts: row.attempts,
      }));
    },

    async settle(id, outcome) {
      const columns =
        'deliveredAt' in outcome
          ? { delivered_at: outcome.deliveredAt, next_attempt_at: null, last_error: null }
          : { next_attempt_at: outcome.nextAttemptAt ?? null, last_error: outcome.error };
      await patiently(() =>
        kysely
          .updateTable('webhooks')
          .set(columns)
          .where('id', '=', id)
          .where('delivered_at', 'is', null)
          .execute(),
      );
    },

    async find(generationId) {
      const row = await kysely
        .selectFrom('webhooks')
        .selectAll()
        .where('generation_id', '=', generationId)
        .where('url', 'is not', null)
        .executeTakeFirst();
      if (!row || row.url === null) return undefined;
      return {
        url: row.url,
        attempts: row.attempts,
        deliveredAt: row.delivered_at ?? undefined,
        lastError: row.last_error ?? undefined,
      };
    },
  };
}
