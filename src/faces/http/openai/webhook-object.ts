import type { HttpOptions } from '../context.ts';

/** How telling of an end goes, as part of a generation; empty where its caller asked for nothing. */
export async function describeWebhook(generationId: string, { app }: HttpOptions) {
  const state = await app.store.webhooks.find(generationId);
  if (!state) return {};
  const { url, attempts, deliveredAt, lastError } = state;
  return {
    webhook: {
      url,
      attempts,
      delivered_at: deliveredAt === undefined ? null : Math.floor(deliveredAt / 1000),
      last_error: lastError ?? null,
    },
  };
}
