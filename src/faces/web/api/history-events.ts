import { call } from './call.ts';
import { readEvents } from './read-events.ts';
import type { Generation } from './shapes.ts';

/** What the server tells of the history as it happens. */
export type HistoryNews =
  /** Something may have been missed: the list has to be asked for. */
  { type: 'look' } | { type: 'changed'; generation: Generation } | { type: 'deleted'; id: string };

/** Where one who follows the history stands, and what keeps it going. */
export interface HistoryPlace {
  /** Of the last event seen; set as they come. */
  last: string | undefined;
  signal: AbortSignal;
  /** Called whenever the server gave a sign of life. */
  alive(): void;
}

/** Follows the history until the connection ends; goes on from `place.last`. Throws ApiError. */
export async function* followHistory(place: HistoryPlace): AsyncGenerator<HistoryNews> {
  const { last, signal, alive } = place;
  const answer = await call('v1/generations/events', {
    signal,
    ...(last !== undefined && { headers: { 'last-event-id': last } }),
  });
  if (!answer.body) return;
  alive();
  for await (const { event, id, data } of readEvents(answer.body.pipeThrough(listenTo(alive)))) {
    const told = JSON.parse(data) as { generation: Generation; id: string };
    place.last = id ?? place.last;
    if (event === 'generations.begun') yield { type: 'look' };
    if (event === 'generation.changed') yield { type: 'changed', generation: told.generation };
    if (event === 'generation.deleted') yield { type: 'deleted', id: told.id };
  }
}

/** Comments are signs of life too, and are seen nowhere else. */
function listenTo(heard: () => void): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, control) {
      heard();
      control.enqueue(chunk);
    },
  });
}
