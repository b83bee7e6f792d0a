import type { ProviderEvent } from '../../core/provider.ts';
import type { Warning } from '../../core/warnings.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { settleAtImage } from '../wire/settle-at-image.ts';
import { readAnswer } from './answer.ts';
import { readStream, type StreamTools } from './stream.ts';

/**
 * The events of a successful answer, JSON or event stream, whichever came. Settles with the first
 * picture or preview, so that an answer without any still rejects; `warnings` go in front.
 */
export function pictureEvents(
  answer: HttpAnswer,
  warnings: readonly Warning[],
  tools: StreamTools,
): Promise<AsyncIterable<ProviderEvent>> {
  const isStream = /^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '');
  return settleAtImage(isStream ? readStream(answer, tools) : readAnswer(answer, tools), warnings);
}
