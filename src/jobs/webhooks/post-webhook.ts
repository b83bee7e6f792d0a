import { type HttpClient, HttpError } from '../../kit/http-client.ts';
import { signWebhook } from './signature.ts';

const timeoutMs = 15_000;
/** Gone: whoever was there wants no more. */
const gone = 410;

/** A message and where it goes. */
export interface OutgoingWebhook {
  id: string;
  url: string;
  body: string;
}

/** What a receiver made of a message; a final failure is one that no further attempt can mend. */
export type PostResult = { ok: true } | { ok: false; error: string; final: boolean };

/** What messages are sent with. */
export interface PostOptions {
  client: HttpClient;
  /** What they are signed with. */
  key: Buffer;
  /** Milliseconds since 1970. */
  now(): number;
  /** The process is about to end. */
  cut: AbortSignal;
}

/** Sends a message once, for at most 15 s; any 2xx takes it, and no redirect is followed. */
export async function postWebhook(
  { id, url, body }: OutgoingWebhook,
  { client, key, now, cut }: PostOptions,
): Promise<PostResult> {
  const timestamp = Math.floor(now() / 1000);
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await client.request({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Maliang',
        ...signWebhook(key, { id, timestamp, body }),
      },
      body,
      signal: AbortSignal.any([late, cut]),
    });
    const { status } = answer;
    await answer.discard();
    if (status >= 200 && status < 300) return { ok: true };
    return { ok: false, error: `http_${status}`, final: status === gone };
  } catch (thrown) {
    if (!(thrown instanceof HttpError)) throw thrown;
    const error = late.aborted ? 'timeout' : nameOf(thrown);
    return { ok: false, error, final: thrown.kind === 'address-refused' };
  }
}

/** Only whether it was reached: where an address leads is nothing a stranger is told. */
function nameOf({ kind }: HttpError): string {
  return kind === 'aborted' ? 'interrupted' : kind.replace('-', '_');
}
