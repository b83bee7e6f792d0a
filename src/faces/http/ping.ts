import { setTimeout as sleep } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { HttpContext } from './context.ts';
import { openEventStream } from './event-stream.ts';

/** Between the two events, in milliseconds: one who gets both at once is behind a proxy that waits. */
const gapMs = 1_000;

/**
 * `GET /ping`: the older server's own sign of life. To one who accepts an event stream it comes
 * twice, a second apart, which shows whether a proxy in between hands events on as they are sent.
 */
export async function answerPing(context: HttpContext): Promise<Response> {
  const ping = { type: 'ping' };
  if (context.req.header('accept') !== 'text/event-stream') return context.json(ping);
  const stream = openEventStream(context, {});
  await stream.send('ping', JSON.stringify(ping));
  await sleep(gapMs);
  await stream.send('ping', JSON.stringify(ping));
  stream.end();
  return RESPONSE_ALREADY_SENT;
}
