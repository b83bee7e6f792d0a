import type { Kysely } from 'kysely';
import type { Webhook } from '../../core/webhook.ts';
import { type OpenSlot, prepareInsert, prepareQuery } from './prepared-query.ts';
import type { Tables } from './schema.ts';

/** The statements about webhooks that go with those about their generation, compiled once. */
export function prepareWebhookWrites(kysely: Kysely<Tables>) {
  const insert = prepareInsert(kysely, 'webhooks');
  return {
    insert: ({ id, generationId, url, assetOrigin, locale }: Webhook) =>
      insert({
        id,
        generation_id: generationId,
        url: url ?? null,
        asset_origin: assetOrigin,
        locale,
      }),
    // A generation whose images turn up late ends twice, and is told of once.
    makeDue: prepareQuery((slot: OpenSlot<{ id: string; at: number }>) =>
      kysely
        .updateTable('webhooks')
        .set({ next_attempt_at: slot('at') })
        .where('generation_id', '=', slot('id'))
        .where('next_attempt_at', 'is', null)
        .where('attempts', '=', 0),
    ),
    deleteOf: prepareQuery((slot: OpenSlot<{ id: string }>) =>
      kysely.deleteFrom('webhooks').where('generation_id', '=', slot('id')),
    ),
  };
}
