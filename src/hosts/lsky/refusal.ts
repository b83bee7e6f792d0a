import { AppError, type ErrorDetails } from '../../core/errors.ts';
import { quoteHost } from '../wire/quote.ts';

/** An answer of Lsky's, its body read up to a cap. */
export interface LskyAnswer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** The body as JSON; undefined where it is none, for example a web page. */
  json: unknown;
}

/** Who was asked and where; the token only so that it can be kept out of every error. */
export interface LskyAsked {
  host: string;
  address: string;
  token: string | undefined;
}

type RefusalCode =
  | 'host_bad_type'
  | 'host_too_large'
  | 'host_quota'
  | 'host_rate_limited'
  | 'host_unauthorized'
  | 'host_rejected'
  | 'host_failed';

/**
 * What Lsky's own messages mean: they come as HTTP 200 with `status: false`, in Chinese and
 * without a code. Source: lsky-org/lsky-pro, app/Services/ImageService.php.
 */
const meanings: readonly (readonly [RegExp, RefusalCode])[] = [
  [/不支持的文件类型/, 'host_bad_type'],
  [/大小超出/, 'host_too_large'],
  [/空间不足|容量不足/, 'host_quota'],
  [/最多可以上传/, 'host_rate_limited'],
  [/游客上传|未验证|状态异常/, 'host_unauthorized'],
  [/策略不存在|没有可用的储存|违规|未启用/, 'host_rejected'],
];

/** Turns an answer that is no success into the error that says what to do about it. */
export function lskyRefusal(answer: LskyAnswer, asked: LskyAsked): AppError {
  const said = quoteHost(messageOf(answer.json), lskySecrets(asked.token));
  const code = refusalCode(answer, said);
  const reason = said || unsaid(answer, asked);
  const details: ErrorDetails = {};
  if (answer.status >= 400) details.upstreamStatus = answer.status;
  if (code === 'host_failed') details.retryable = mayPass(answer.status);
  const seconds = secondsToWait(answer.headers['retry-after']);
  if (seconds !== undefined) details.retryAfter = seconds;
  // Lsky counts in sliding windows: a longer one frees places long before its whole length is over.
  else if (code === 'host_rate_limited')
    details.retryAfter = /小时|天|周|月/.test(said) ? 3600 : 60;
  const settings = 'IMAGE_HOSTING_TOKEN';
  return new AppError(code, { host: asked.host, status: answer.status, reason, settings }, details);
}

/** What follows the bar is the secret proper; the number before it is only the token's row. */
export function lskySecrets(token: string | undefined): string[] {
  return token === undefined ? [] : [token, token.slice(token.indexOf('|') + 1)];
}

function messageOf(json: unknown): string {
  if (typeof json !== 'object' || json === null || !('message' in json)) return '';
  return typeof json.message === 'string' ? json.message : '';
}

function refusalCode(answer: LskyAnswer, said: string): RefusalCode {
  const { status } = answer;
  if (status === 429) return 'host_rate_limited';
  if (status === 401 || leadsToLogin(answer)) return 'host_unauthorized';
  if (status === 413) return 'host_too_large';
  if (status >= 500) return 'host_failed';
  const known = meanings.find(([pattern]) => pattern.test(said));
  if (known) return known[1];
  const addressIsWrong = status < 400 || status === 404 || status === 405;
  return addressIsWrong || mayPass(status) ? 'host_failed' : 'host_rejected';
}

/** Whether such a failure may be over at the next try; storing an image twice costs nothing. */
function mayPass(status: number): boolean {
  return status < 300 || status >= 500 || status === 408;
}

function leadsToLogin({ status, headers }: LskyAnswer): boolean {
  return isRedirect(status) && /\/login\b/.test(headers.location ?? '');
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/** What to say where Lsky sent no words of its own. */
function unsaid({ status, headers, json }: LskyAnswer, { address, token }: LskyAsked): string {
  if (leadsToLogin({ status, headers, json })) return 'it asks to log in.';
  if (isRedirect(status)) {
    const target = quoteHost(headers.location ?? 'nowhere', lskySecrets(token));
    return `${address} redirects. Set IMAGE_HOSTING_URL to the final address: ${target}`;
  }
  if (status === 404 || status === 405) {
    return `there is no such route at ${address}. Check IMAGE_HOSTING_URL.`;
  }
  const form = json === undefined ? 'something other than JSON' : 'no explanation';
  return `it answered HTTP ${status} with ${form}.`;
}

function secondsToWait(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}
