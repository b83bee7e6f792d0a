import { AppError } from '../../core/errors.ts';
import type { TemplateValue } from '../../core/template.ts';
import {
  type HttpAnswer,
  type HttpClient,
  HttpError,
  type HttpRequest,
} from '../../kit/http-client.ts';
import { quoteHost } from './quote.ts';

/** Which server is asked, and how long it is waited for. */
export interface HostAccess {
  /** The host's name, for errors. */
  host: string;
  client: HttpClient;
  /** For one exchange as a whole, in milliseconds. */
  timeoutMs: number;
  /** What must never stand in an error, whoever says it. */
  secrets: readonly string[];
}

/**
 * One exchange with a host: sends the request and has the answer read. What keeps it from having a
 * whole answer is thrown as an AppError; what the answer means is for `read` to judge.
 */
export async function askHost<Result>(
  access: HostAccess,
  request: HttpRequest,
  outer: AbortSignal,
  read: (answer: HttpAnswer) => Promise<Result>,
): Promise<Result> {
  const deadline = startDeadline(access.timeoutMs, outer);
  try {
    return await read(await access.client.request({ ...request, signal: deadline.signal }));
  } catch (thrown) {
    if (!(thrown instanceof HttpError)) throw thrown;
    throw outer.aborted
      ? abortedBy(outer.reason, access.host)
      : unanswered(thrown, request.url, access);
  } finally {
    deadline.stop();
  }
}

/** A failure that is worth another try, in our own words. */
export function hostFailure(
  host: string,
  status: number | string,
  reason: TemplateValue,
  cause?: unknown,
): AppError {
  return new AppError('host_failed', { host, status, reason }, { retryable: true, cause });
}

function unanswered(thrown: HttpError, url: string, access: HostAccess): AppError {
  if (thrown.kind === 'address-refused') {
    return new AppError('address_refused', { address: new URL(url).origin }, { cause: thrown });
  }
  const tooLong = `it took longer than ${access.timeoutMs / 1000} s.`;
  const reason = thrown.kind === 'aborted' ? tooLong : quoteHost(thrown.message, access.secrets);
  return hostFailure(access.host, 'no answer', reason, thrown);
}

/** The core may give up waiting, which is worth another try, or the caller may have cancelled. */
function abortedBy(reason: unknown, host: string): AppError {
  if (reason instanceof AppError) return reason;
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? hostFailure(host, 'no answer', 'it took too long.', reason)
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
