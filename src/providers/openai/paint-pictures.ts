import type { Image } from '../../core/image.ts';
import type { ProviderEvent, ProviderRequest } from '../../core/provider.ts';
import type { Warning } from '../../core/warnings.ts';
import { createMemorySpool } from '../../kit/spool.ts';
import { callUpstream, once, type Upstream } from '../wire/call.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { type ShowTools, shownImage, showTools } from '../wire/shown-image.ts';
import type { ReadTools } from './answer.ts';
import { pictureEvents } from './picture-events.ts';

/** A request in a vendor's words, and what the vendor's answer has of its own. */
export interface PicturesAsked extends Pick<ReadTools, 'costIn'>, Pick<SaidRequest, 'build'> {
  /** What had to be changed to say it; default nothing. */
  warnings?: readonly Warning[];
  /** Opens a picture behind a URL; default as anybody may, without the key. */
  openUrl?(url: string, tools: ShowTools): Image;
}

/**
 * The whole of `generate` for a vendor whose requests are its own and whose answers are OpenAI's:
 * one paid call, and its answer as events.
 */
export async function paintPictures(
  upstream: Upstream,
  asked: PicturesAsked,
  { model, onSend }: ProviderRequest,
  signal: AbortSignal,
): Promise<AsyncIterable<ProviderEvent>> {
  const { build, warnings = [], openUrl = shownImage, costIn } = asked;
  const answer = await callUpstream(upstream, model, build, once(onSend), signal);
  const tools = showTools(upstream, model, signal, answer.url);
  return pictureEvents(answer, warnings, {
    context: tools.context,
    openUrl: (url) => openUrl(url, tools),
    hold: async () => createMemorySpool({}),
    ...(costIn && { costIn }),
  });
}
