import type { ProviderEvent } from '../../core/provider.ts';
import type { Warning } from '../../core/warnings.ts';

/**
 * The same events with `warnings` in front, as soon as the first picture or preview has begun, so
 * that an answer without any still rejects while a face can choose its status.
 */
export async function settleAtImage(
  events: AsyncGenerator<ProviderEvent>,
  warnings: readonly Warning[],
): Promise<AsyncIterable<ProviderEvent>> {
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
