import type { HttpClient } from '../../../kit/http-client.ts';

/** How far this machine's clock is from what servers say, where one was asked anyway. */
export interface ClockWatch {
  /** Milliseconds this clock is ahead of the last server elsewhere; undefined where none told. */
  ahead(): number | undefined;
}

/** The same client, whose answers' `Date` is compared with the clock here. */
export function watchClock(
  client: HttpClient,
  now: () => number,
): { client: HttpClient; clock: ClockWatch } {
  let ahead: number | undefined;
  const request: HttpClient['request'] = async (asked) => {
    const answer = await client.request(asked);
    const date = Date.parse(answer.headers.date ?? '');
    if (!Number.isNaN(date)) ahead = now() - date;
    return answer;
  };
  return { client: { ...client, request }, clock: { ahead: () => ahead } };
}
