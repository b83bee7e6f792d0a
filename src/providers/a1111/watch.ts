import { setTimeout as sleep } from 'node:timers/promises';
import type { ProviderEvent } from '../../core/provider.ts';
import { scanBase64Json } from '../../kit/base64-json.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { askUpstream, openUpstream } from '../wire/ask.ts';
import type { Upstream } from '../wire/call.ts';
import type { CallContext } from '../wire/errors.ts';
import { numberOf, recordOf, textOf } from '../wire/json-value.ts';
import { liveImage } from '../wire/live-image.ts';

/** What watching needs. */
export interface WatchOptions {
  upstream: Upstream;
  context: CallContext;
  /** How many previews were asked for. */
  previews: number;
  pauseMs: number;
  signal: AbortSignal;
}

/**
 * Asks how far the server is until the answer has come, and gives that back. It paints one picture at
 * a time, so what it tells is ours as long as nobody else uses it.
 */
export async function* watchPainting(
  work: Promise<HttpAnswer>,
  { upstream, context, previews, pauseMs, signal }: WatchOptions,
): AsyncGenerator<ProviderEvent, HttpAnswer> {
  const settled = work.then(
    () => 'settled' as const,
    () => 'settled' as const,
  );
  let told = 0;
  let shown = 0;
  while ((await Promise.race([settled, sleep(pauseMs)])) !== 'settled') {
    const fraction = (await readProgress(upstream, context, signal))?.fraction ?? 0;
    if (fraction <= told || fraction >= 1) continue;
    told = fraction;
    yield { type: 'progress', fraction, message: 'running' };
    if (shown >= previews || fraction < (shown + 1) / (previews + 1)) continue;
    shown += 1;
    yield* readPreview(upstream, context, signal);
  }
  return work;
}

/** Stops what is painted through the API; a picture that somebody paints in the page goes on. */
export async function interrupt(
  upstream: Upstream,
  context: CallContext,
  signal: AbortSignal,
): Promise<void> {
  const progress = await readProgress(upstream, context, signal);
  if (progress?.job?.startsWith('task(')) return;
  const question = { method: 'POST', url: '/sdapi/v1/interrupt' } as const;
  await askUpstream(upstream, question, context, signal);
}

/** A question that gets lost is no reason to lose the picture. */
async function readProgress(upstream: Upstream, context: CallContext, signal: AbortSignal) {
  const url = '/sdapi/v1/progress?skip_current_image=true';
  const question = { method: 'GET', url, firstByteMs: 5000 } as const;
  const json = await askUpstream(upstream, question, context, signal).catch(() => undefined);
  const root = recordOf(json);
  return root && { fraction: numberOf(root.progress), job: textOf(recordOf(root.state)?.job) };
}

async function* readPreview(
  upstream: Upstream,
  context: CallContext,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent> {
  const question = { method: 'GET', url: '/sdapi/v1/progress', firstByteMs: 5000 } as const;
  const answer = await openUpstream(upstream, question, context, signal).catch(() => undefined);
  if (!answer) return;
  try {
    const isBase64 = (path: readonly (string | number)[]) =>
      path.length === 1 && path[0] === 'current_image';
    for await (const event of scanBase64Json(answer.body, { isBase64 })) {
      if (event.type !== 'bytes') continue;
      yield { type: 'image-partial', index: 0, image: liveImage(event.bytes, undefined, context) };
    }
  } finally {
    await answer.discard();
  }
}
