import { AddressError } from './address-guard.ts';

/**
 * How a request failed: the address must not be asked · nobody was reached · nothing came for too
 * long · the connection or the answer broke off · whoever asked gave up.
 */
export type HttpErrorKind = 'address-refused' | 'unreachable' | 'timeout' | 'cut' | 'aborted';

/** What is thrown where a request has no whole answer; an answer of any status is no error. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly kind: HttpErrorKind;
  /** Whether any byte of the request may have gone out. */
  readonly sent: boolean;

  constructor(kind: HttpErrorKind, message: string, details: { sent: boolean; cause?: unknown }) {
    super(message, { cause: details.cause });
    this.kind = kind;
    this.sent = details.sent;
  }
}

/** Turns what a socket, a resolver or undici threw into an HttpError; one passes as it is. */
export function toHttpError(
  thrown: unknown,
  about: { host: string; sent: boolean; signal: AbortSignal | undefined },
): HttpError {
  if (thrown instanceof HttpError) return thrown;
  const kind = about.signal?.aborted ? 'aborted' : judge(thrown, about.sent);
  const reason = kind === 'aborted' ? 'given up by whoever asked' : explain(thrown);
  return new HttpError(kind, `${about.host}: ${reason}`, { sent: about.sent, cause: thrown });
}

function judge(thrown: unknown, sent: boolean): HttpErrorKind {
  if (thrown instanceof AddressError) return 'address-refused';
  const code = errorCode(thrown);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'timeout';
  return sent ? 'cut' : 'unreachable';
}

function explain(thrown: unknown): string {
  // Node's error over several tried addresses has a code but an empty message.
  const message = thrown instanceof Error ? thrown.message : '';
  return message || errorCode(thrown) || 'unknown failure';
}

function errorCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
