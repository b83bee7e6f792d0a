import type { Generation } from '../../../core/generation.ts';
import { hostingOf } from '../../../core/library/asset-hosting.ts';
import { authenticate } from '../auth.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { describeShareOf } from '../share/shares.ts';
import { describeAsset, describeGeneration, describePlace, readerOf } from './generation-object.ts';
import { readHistoryQuery } from './history-query.ts';
import { describeWebhook } from './webhook-object.ts';

/** `GET /v1/generations`: the caller's own, the newest first, a page at a time. */
export async function listGenerations(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const { filter, limit } = readHistoryQuery(context.req.query());
  const found = await options.app.history.list(filter, limit + 1, caller);
  const reader = readerOf(caller, options);
  const data = found.slice(0, limit).map((generation) => describeGeneration(generation, reader));
  return context.json({
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: found.length > limit,
  });
}

/** `GET /v1/generations/{id}`: one of them, as it stands. */
export async function showGeneration(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const { history } = options.app;
  const { generation, ahead } = await history.find(context.req.param('id') ?? '', caller);
  const described = describeGeneration(generation, readerOf(caller, options));
  const webhook = await describeWebhook(generation.id, options);
  const share = await describeShareOf(generation.id, caller, options);
  const data = await describeHosting(generation, described.data, options);
  return context.json({ ...described, data, share, ...describePlace(ahead), ...webhook });
}

/** The images of a generation, each with how it stands with its host. */
async function describeHosting<Described extends { id: string }>(
  { assets }: Generation,
  described: readonly Described[],
  { app }: HttpOptions,
) {
  const tries = await app.store.findHosting(assets.map(({ id }) => id));
  return described.map((image) => {
    const asset = assets.find(({ id }) => id === image.id);
    if (!asset) return image;
    const found = tries.find(({ assetId }) => assetId === image.id);
    const { state, host, attempts, error, nextAttemptAt } = hostingOf(asset, found);
    const next = nextAttemptAt === undefined ? null : Math.floor(nextAttemptAt / 1000);
    const hosting = { state, host, attempts, next_attempt_at: next, error: error ?? null };
    return { ...image, hosting };
  });
}

/** `DELETE /v1/generations/{id}`: cancels what is under way, deletes what has ended; says which. */
export async function removeGeneration(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const removal = await options.app.history.remove(context.req.param('id') ?? '', caller);
  const { id, state, assets } = removal.generation;
  return context.json({
    id,
    object: 'generation',
    state,
    cancelled: removal.cancelled,
    deleted: removal.deleted,
    images_deleted: removal.deleted ? assets.length : 0,
    left_at_host: removal.left,
  });
}

/** `PUT` and `DELETE /v1/images/{id}/favourite`: makes it one, or takes that back. */
export async function favourImage(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const favourite = context.req.method === 'PUT';
  const id = context.req.param('id') ?? '';
  const asset = await options.app.history.favour(id, favourite, caller);
  return context.json(describeAsset(asset, readerOf(caller, options)));
}
