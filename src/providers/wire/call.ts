import { type RetryPolicy, withRetries } from '../../core/retry.ts';
import type { HttpAnswer, HttpClient } from '../../kit/http-client.ts';
import { type ErrorBody, readErrorBody } from './error-body.ts';
import { type CallContext, refusalError, transportError } from './errors.ts';
import type { VendorCodes } from './vendor-codes.ts';

/** One upstream and how it is talked to. */
export interface Upstream {
  /** The provider's name. */
  name: string;
  /** Where its routes hang, from `openaiBase`. */
  base: string;
  /** Empty where none is needed. */
  apiKey: string;
  /** The headers that spend the key; default `authorization: Bearer …`. */
  authorize?: (apiKey: string) => Record<string, string>;
  /** Whether an address beside its base is the vendor's own, and may be given the key. */
  owns?: (url: URL) => boolean;
  /** What its own error codes mean, beside OpenAI's. */
  codes?: VendorCodes;
  /** Reads the text of a refusal where it has a shape of its own; default `readErrorBody`. */
  readError?: (text: string) => ErrorBody;
  client: HttpClient;
  retry: RetryPolicy;
  deadlines: Deadlines;
}

/** How long an upstream may be silent, in milliseconds. */
export interface Deadlines {
  /** From the last byte of the request to the first of the answer. */
  firstByteMs: number;
  /** Between two pieces of a JSON answer. */
  stallMs: number;
  /** Between two pieces of an event stream. */
  streamStallMs: number;
}

/**
 * The official client waits 10 minutes (npm openai). Some relays send their headers at once and the
 * body when it is painted, and between two previews a model may paint for minutes.
 */
export const deadlines: Deadlines = {
  firstByteMs: 600_000,
  stallMs: 120_000,
  streamStallMs: 300_000,
};

/** A request to paint, built anew for every try because its body is read once. */
export interface PaintRequest {
  /** Below the base, for example `/images/generations`. */
  path: string;
  contentType: string;
  body: string | AsyncIterable<Uint8Array>;
  /** In bytes, of a body that is not text. */
  contentLength: number | undefined;
  /** Whether previews were asked for. */
  streams: boolean;
  /** What the answer shall be; default JSON, and an event stream beside it where previews come. */
  accept?: string;
  /** What this request needs beside the key, such as `x-dashscope-async`. */
  headers?: Record<string, string>;
}

const maxErrorBytes = 64 * 1024;
const json = 'application/json';

/** What errors of a call about this model are told with. */
export function callContext(upstream: Upstream, model: string): CallContext {
  return {
    provider: upstream.name,
    model,
    origin: new URL(upstream.base).origin,
    secrets: [upstream.apiKey],
    codes: upstream.codes,
  };
}

/** The headers that spend the key; none where a local server needs none. */
export function authorization({ apiKey, authorize }: Upstream): Record<string, string> {
  if (apiKey === '') return {};
  return authorize ? authorize(apiKey) : { authorization: `Bearer ${apiKey}` };
}

/**
 * Sends a paid request by the house's rule of retries and gives back the answer as soon as it is a
 * success. `onSend` is called before each try; an AppError tells what else became of it.
 */
export async function callUpstream(
  upstream: Upstream,
  model: string,
  build: () => PaintRequest,
  onSend: () => Promise<void>,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const context = callContext(upstream, model);
  return withRetries(
    async () => {
      await onSend();
      return send(upstream, build(), context, signal);
    },
    upstream.retry,
    signal,
  );
}

/** Calls `action` at the first call and waits for that one call at all later ones. */
export function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= action();
    return done;
  };
}

async function send(
  upstream: Upstream,
  paint: PaintRequest,
  context: CallContext,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { firstByteMs, stallMs, streamStallMs } = upstream.deadlines;
  try {
    const answer = await upstream.client.request({
      method: 'POST',
      url: `${upstream.base}${paint.path}`,
      headers: {
        ...authorization(upstream),
        ...paint.headers,
        'content-type': paint.contentType,
        accept: paint.accept ?? (paint.streams ? `text/event-stream, ${json}` : json),
      },
      body: paint.body,
      ...(paint.contentLength === undefined ? {} : { contentLength: paint.contentLength }),
      signal,
      firstByteMs,
      stallMs: paint.streams ? streamStallMs : stallMs,
    });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw await readRefusal(answer, context, undefined, upstream.readError);
  } catch (thrown) {
    throw transportError(thrown, context);
  }
}

/** Reads a refusal to its end, as the AppError it means. */
export async function readRefusal(
  answer: HttpAnswer,
  context: CallContext,
  refusal = refusalError,
  readError = readErrorBody,
) {
  const { status, headers } = answer;
  // A refusal that breaks off in its own text is still a refusal.
  const text = await answer.text(maxErrorBytes).catch(() => '');
  await answer.discard();
  return refusal({ status, headers, body: readError(text) }, context);
}
