import { AppError } from '../../core/errors.ts';
import { redactText } from '../../kit/redact.ts';

// SQLSTATEs of https://www.postgresql.org/docs/current/errcodes-appendix.html, or their beginnings.
const inTheWay = ['40001', '40P01', '55P03'];
// The server stops, starts, is full, or became a standby that takes no writes.
const serverGone = ['08', '57P', '53300', '25006'];
const unusable = ['42501', '53100', '53200', '58', 'XX'];

const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  // A socket file that is not there yet.
  'ENOENT',
]);

/** What `pg` says in its own words, without a code. */
const lostWords =
  /^(Connection terminated|Client has encountered|Client was closed|Query read timeout|timeout e)/;

/** Whether the connection, or the server behind it, is gone, so that another one may do. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  if (code === undefined) return error instanceof Error && lostWords.test(error.message);
  return socketCodes.has(code) || beginsWithOneOf(serverGone, code);
}

/** Whether the same work may be tried again: somebody was in the way, or the server is away. */
export function isPostgresBusy(error: unknown): boolean {
  const thrown = error instanceof AppError ? error.cause : error;
  return isConnectionLost(thrown) || beginsWithOneOf(inTheWay, codeOf(thrown) ?? '');
}

/** Makes errors of one server; a password of its address never stands in them. */
export function createPostgresErrors(place: string, password: string) {
  const reasonOf = (error: unknown) =>
    redactText(error instanceof Error ? messageOf(error) : 'unknown', [password]);

  const unreachable = (cause: unknown) =>
    new AppError('store_unreachable', { place, reason: reasonOf(cause) }, { cause });

  return {
    /** The error of a connection that could not be made. */
    unreachable,
    /** An AppError where the server as a whole cannot be read or written; any other as it is. */
    explain(error: unknown): unknown {
      if (isConnectionLost(error)) return unreachable(error);
      if (!beginsWithOneOf(unusable, codeOf(error) ?? '')) return error;
      return new AppError('store_unusable', { place, reason: reasonOf(error) }, { cause: error });
    },
  };
}

/** A name with several addresses fails with an error for each and no message of its own. */
function messageOf(error: Error): string {
  if (error.message !== '' || !(error instanceof AggregateError)) return error.message;
  return error.errors.map((one: unknown) => (one instanceof Error ? one.message : '')).join(', ');
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function beginsWithOneOf(beginnings: readonly string[], code: string): boolean {
  return beginnings.some((beginning) => code.startsWith(beginning));
}
