import { AppError } from '../../core/errors.ts';
import { type HttpClient, HttpError, type HttpRequest } from '../../kit/http-client.ts';
import { lskyRefusal, quoteLsky } from './refusal.ts';

/** Which server is asked, and as whom. */
export interface LskyAccess {
  /** The host's name, for errors. */
  host: string;
  /** Undefined asks as a guest. */
  token: string | undefined;
  client: HttpClient;
  /** For one call as a whole, in milliseconds. */
  timeoutMs: number;
}

/** Its own answers have a few hundred bytes; what is much longer is a web page. */
const maxAnswerBytes = 64 * 1024;

/**
 * Sends one request as Lsky wants it and gives the `data` of its answer. Everything else that can
 * come back, or fail to, is thrown as an AppError.
 */
export async function askLsky(
  access: LskyAccess,
  request: HttpRequest,
  outer: AbortSignal,
): Promise<unknown> {
  const { host, token, client, timeoutMs } = access;
  // Without this Accept a wrong token is answered by a redirect to the login page, not by a 401.
  const headers: Record<string, string> = { ...request.headers, accept: 'application/json' };
  // An empty header would be a wrong token; only none at all makes a guest.
  if (token !== undefined) headers.authorization = authorization(token, host);
  const deadline = startDeadline(timeoutMs, outer);
  try {
    const answer = await client.request({ ...request, headers, signal: deadline.signal });
    const json = parseJson(await answer.text(maxAnswerBytes));
    // Pro+ 2.x says 'success' where the others say true.
    const verdict = property(json, 'status');
    if (answer.status < 300 && (verdict === true || verdict === 'success')) {
      return property(json, 'data');
    }
    const refused = { status: answer.status, headers: answer.headers, json };
    throw lskyRefusal(refused, { host, address: request.url, token });
  } catch (thrown) {
    if (!(thrown instanceof HttpError)) throw thrown;
    throw outer.aborted ? abortedBy(outer.reason, host) : unanswered(thrown, request.url, access);
  } finally {
    deadline.stop();
  }
}

/** A failure that is worth another try, in our own words. */
export function lskyFailure(
  host: string,
  status: number | string,
  reason: string,
  cause?: unknown,
): AppError {
  return new AppError('host_failed', { host, status, reason }, { retryable: true, cause });
}

/** The property of something that may be no object at all. */
export function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

/** A placeholder such as `你的令牌` cannot even be sent. */
function authorization(token: string, host: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return `Bearer ${token}`;
  const reason = 'it has characters that no token has.';
  throw new AppError('host_unauthorized', { host, status: 'not sent', reason });
}

function unanswered(thrown: HttpError, url: string, access: LskyAccess): AppError {
  const { host, token, timeoutMs } = access;
  if (thrown.kind === 'address-refused') {
    return new AppError('address_refused', { address: new URL(url).origin }, { cause: thrown });
  }
  const tooLong = `it took longer than ${timeoutMs / 1000} s.`;
  const reason = thrown.kind === 'aborted' ? tooLong : quoteLsky(thrown.message, token);
  return lskyFailure(host, 'no answer', reason, thrown);
}

/** The core may give up waiting, which is worth another try, or the caller may have cancelled. */
function abortedBy(reason: unknown, host: string): AppError {
  if (reason instanceof AppError) return reason;
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? lskyFailure(host, 'no answer', 'it took too long.', reason)
    : new AppError('cancelled', {}, { cause: reason });
}

/** Unlike `AbortSignal.any` and `.timeout` it leaves neither listener nor timer behind. */
function startDeadline(milliseconds: number, outer: AbortSignal) {
  const controller = new AbortController();
  const abort = () => controller.abort(outer.reason);
  const timer = setTimeout(() => controller.abort(), milliseconds);
  if (outer.aborted) abort();
  outer.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    stop() {
      clearTimeout(timer);
      outer.removeEventListener('abort', abort);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
