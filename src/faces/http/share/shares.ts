import type { Caller } from '../../../core/caller.ts';
import type { Share } from '../../../core/library/share.ts';
import { readFlag } from '../../../core/request.ts';
import { authenticate } from '../auth.ts';
import { readJsonObject } from '../body.ts';
import type { HttpContext, HttpOptions } from '../context.ts';

/** `PUT /v1/generations/{id}/share`: shows it to whoever has the link; `prompt` says with what. */
export async function shareGeneration(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const { prompt } = await readJsonObject(context.env.incoming);
  const showsPrompt = readFlag('prompt', prompt) ?? false;
  const { sharing } = options.app;
  const share = await sharing.share(context.req.param('id') ?? '', showsPrompt, caller);
  return context.json(describeShare(share, caller));
}

/** `DELETE /v1/generations/{id}/share`: its link shows nothing from now on. */
export async function unshareGeneration(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const id = context.req.param('id') ?? '';
  await options.app.sharing.unshare(id, caller);
  return context.json({ id, object: 'share', deleted: true });
}

/** The share of a generation the caller has found, as part of it; null where it has none. */
export async function describeShareOf(generationId: string, caller: Caller, { app }: HttpOptions) {
  const share = await app.sharing.findOf(generationId);
  return share ? describeShare(share, caller) : null;
}

function describeShare(share: Share, { assetOrigin }: Pick<Caller, 'assetOrigin'>) {
  return {
    id: share.id,
    object: 'share',
    url: `${assetOrigin}/r/${share.id}`,
    prompt: share.showsPrompt,
    created_at: Math.floor(share.createdAt / 1000),
  };
}
