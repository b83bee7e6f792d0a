import type { ProviderEvent } from '../../core/provider.ts';
import type { Warning } from '../../core/warnings.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { readAnswer } from './answer.ts';
import { readStream, type StreamTools } from './stream.ts';

/**
 * The events of a successful answer, JSON or event stream, whichever came. Settles with the first
 * picture or preview, so that an answer without any still rejects; `warnings` go in front.
 */
export async function pictureEvents(
  answer: HttpAnswer,
  warnings: readonly Warning[],
  tools: StreamTools,
): Promise<AsyncIterable<ProviderEvent>> {
  const isStream = /^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '');
  const events = isStream ? readStream(answer, tools) : readAnswer(answer, tools);
  const early: ProviderEvent[] = warnings.map((warning) => ({ type: 'warning', warning }));
  for (;;) {
    const { done, value } = await events.next();
    if (done) break;
    early.push(value);
    if (value.type === 'image' || value.type === 'image-partial') break;
  }
  return replay(early, events);
}

async function* replay(
  early: readonly ProviderEvent[],
  rest: AsyncGenerator<ProviderEvent>,
): AsyncGenerator<ProviderEvent> {
  try {
    yield* early;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
