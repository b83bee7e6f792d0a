import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { FeedEvent } from '../../../core/library/history-feed.ts';
import { authenticate } from '../auth.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { openEventStream } from '../event-stream.ts';
import { describeGeneration, type Reader, readerOf } from './generation-object.ts';

/** Then it is asked for again with the key of then, which may be revoked by now; in milliseconds. */
const longestMs = 10 * 60_000;

/**
 * `GET /v1/generations/events`: what happens to all the caller's generations, from behind
 * `Last-Event-ID` or from now on. `generations.begun` says that the list is to be asked for.
 */
export async function followHistory(context: HttpContext, options: HttpOptions): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const over = new AbortController();
  const { outgoing } = context.env;
  outgoing.once('close', () => over.abort());
  // Who left while the key was looked up is not told of again.
  if (outgoing.destroyed) over.abort();
  const seen = context.req.header('last-event-id');
  const events = options.app.feed.follow(caller, seen, over.signal);
  const timer = setTimeout(() => over.abort(), longestMs).unref();
  const stream = openEventStream(context, {});
  const reader = readerOf(caller, options);
  try {
    for await (const event of events) {
      const told = tell(event, reader);
      await stream.send(told.type, JSON.stringify(told), event.place);
    }
  } finally {
    clearTimeout(timer);
    over.abort();
    stream.end();
  }
  return RESPONSE_ALREADY_SENT;
}

function tell(event: FeedEvent, reader: Reader) {
  switch (event.type) {
    case 'begun':
      return { type: 'generations.begun' };
    case 'changed': {
      const generation = describeGeneration(event.generation, reader);
      return { type: 'generation.changed', generation };
    }
    case 'deleted':
      return { type: 'generation.deleted', id: event.id };
  }
}
