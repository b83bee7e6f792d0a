import type { ProviderEvent } from '../../core/provider.ts';

/**
 * The same events as soon as there is one: for upstreams that refuse before they begin, so that the
 * first thing they tell is that they took the wish.
 */
export async function settleAtFirst(
  events: AsyncGenerator<ProviderEvent>,
): Promise<AsyncIterable<ProviderEvent>> {
  const { done, value } = await events.next();
  return done ? events : replay(value, events);
}

async function* replay(first: ProviderEvent, rest: AsyncGenerator<ProviderEvent>) {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
