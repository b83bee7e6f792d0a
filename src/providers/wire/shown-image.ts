import { AppError } from '../../core/errors.ts';
import type { Image } from '../../core/image.ts';
import { type RetryPolicy, withRetries } from '../../core/retry.ts';
import { HttpError } from '../../kit/http-client/http-error.ts';
import type { HttpAnswer, HttpClient } from '../../kit/http-client.ts';
import { redactText } from '../../kit/redact.ts';
import { callContext, type Upstream } from './call.ts';
import { type CallContext, transportError } from './errors.ts';
import { explained } from './live-image.ts';

/** What opening an image elsewhere needs. */
export interface ShowTools {
  context: CallContext;
  client: HttpClient;
  retry: RetryPolicy;
  signal: AbortSignal;
  /** The address of the answer, which a relative URL starts from. */
  base: string;
}

/** What opening the pictures of one call needs; relative URLs start from `base`. */
export function showTools(
  upstream: Upstream,
  model: string,
  signal: AbortSignal,
  base = upstream.base,
): ShowTools {
  const { client, retry } = upstream;
  return { context: callContext(upstream, model), client, retry, signal, base };
}

/** How long a file server may think, in milliseconds. */
const firstByteMs = 30_000;

/**
 * An image that an upstream shows under a URL, downloaded when its bytes are read and never before,
 * without our key: the address is the upstream's word.
 */
export function shownImage(url: string, tools: ShowTools): Image {
  const absolute = URL.canParse(url, tools.base) ? new URL(url, tools.base).href : url;
  return { mediaType: undefined, url: absolute, bytes: () => download(absolute, tools) };
}

async function* download(url: string, tools: ShowTools): AsyncGenerator<Uint8Array> {
  const { context, retry, signal } = tools;
  // The picture is paid for and a GET costs nothing, so here a second try can only win.
  const answer = await withRetries(() => open(url, tools), retry, signal).catch((thrown) => {
    throw lost(thrown, context);
  });
  try {
    yield* explained(answer.body, context);
  } finally {
    await answer.discard();
  }
}

async function open(url: string, { client, context, signal }: ShowTools): Promise<HttpAnswer> {
  const { provider } = context;
  const request = { method: 'GET', url, followRedirects: true, signal, firstByteMs } as const;
  const answer = await client.request(request).catch((cause: unknown) => {
    if (!(cause instanceof HttpError) || cause.kind === 'aborted') {
      throw transportError(cause, context);
    }
    if (cause.kind === 'address-refused') {
      const address = URL.canParse(url) ? new URL(url).origin : 'The image’s address';
      throw new AppError('address_refused', { address }, { cause, spent: 'maybe' });
    }
    throw new AppError('upstream_unreachable', { provider, reason: cause.kind }, { cause });
  });
  if (answer.status === 200) return answer;
  await answer.discard();
  const cause = new Error(`its address answered ${answer.status}`);
  const reason = cause.message;
  throw answer.status >= 500 || answer.status === 404
    ? new AppError('upstream_unreachable', { provider, reason }, { cause })
    : new AppError('outcome_unknown', { provider, reason }, { cause, spent: 'maybe' });
}

/** The picture was made, so what could not be fetched is not a request that never went out. */
function lost(thrown: unknown, { provider, secrets }: CallContext): unknown {
  if (!(thrown instanceof AppError) || thrown.code !== 'upstream_unreachable') return thrown;
  const { cause } = thrown.details;
  const why = cause instanceof Error ? redactText(cause.message, secrets) : 'unknown';
  const reason = `the image could not be fetched: ${why}`;
  return new AppError('outcome_unknown', { provider, reason }, { cause, spent: 'maybe' });
}
