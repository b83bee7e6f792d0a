import { AppError, type ErrorDetails } from '../../core/errors.ts';
import type { Template, TemplateValue } from '../../core/template.ts';
import { quoteHost } from '../wire/quote.ts';
import { xmlText } from './xml.ts';

/** An answer of an S3 server, its body read up to a cap. */
export interface S3Answer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Who was asked, where and when; the secrets only so that they can be kept out of every error. */
export interface S3Asked {
  host: string;
  origin: string;
  secrets: readonly string[];
  /** Milliseconds since 1970. */
  at: number;
}

/** What a failure means for whoever runs this server. */
type Meaning =
  | { code: 'host_unauthorized'; settings: TemplateValue }
  | { code: 'host_failed'; retryable: boolean; advice?: Template }
  | {
      code: 'host_rejected' | 'host_too_large' | 'host_quota' | 'host_rate_limited';
      advice?: Template;
    };

const check = (names: string): Template => ({ en: `Check ${names}.`, zh: `请检查 ${names}。` });
const bothKeys: Template = {
  en: 'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY',
  zh: 'S3_ACCESS_KEY_ID 和 S3_SECRET_ACCESS_KEY',
};
const rights: Template = {
  en: `${bothKeys.en}, and what they may do in the bucket`,
  zh: `${bothKeys.zh}，以及它们在存储桶中的权限`,
};
const wrongBucket: Meaning = { code: 'host_rejected', advice: check('S3_BUCKET') };
const wrongRegion: Meaning = { code: 'host_rejected', advice: check('S3_REGION, S3_ENDPOINT') };
const full: Meaning = { code: 'host_quota' };
const busy: Meaning = { code: 'host_rate_limited' };
const passing: Meaning = { code: 'host_failed', retryable: true };

/**
 * What the codes of S3 and its kin mean; what is not here goes by the HTTP status. Sources: the
 * error lists of Amazon S3, MinIO (`XMinio…`) and OSS (`SecondLevelDomainForbidden`).
 */
const meanings: Readonly<Record<string, Meaning>> = {
  InvalidAccessKeyId: { code: 'host_unauthorized', settings: 'S3_ACCESS_KEY_ID' },
  SignatureDoesNotMatch: { code: 'host_unauthorized', settings: bothKeys },
  NoSuchBucket: wrongBucket,
  InvalidBucketName: wrongBucket,
  PermanentRedirect: wrongRegion,
  TemporaryRedirect: wrongRegion,
  AuthorizationHeaderMalformed: wrongRegion,
  IllegalLocationConstraintException: wrongRegion,
  SecondLevelDomainForbidden: {
    code: 'host_rejected',
    advice: { en: 'Set S3_PATH_STYLE=false.', zh: '请设置 S3_PATH_STYLE=false。' },
  },
  EntityTooLarge: { code: 'host_too_large' },
  QuotaExceeded: full,
  XMinioStorageFull: full,
  XMinioAdminBucketQuotaExceeded: full,
  SlowDown: busy,
  TooManyRequests: busy,
  RequestLimitExceeded: busy,
  BadDigest: passing,
  IncompleteBody: passing,
  NoSuchUpload: passing,
  OperationAborted: passing,
  RequestTimeout: passing,
  XAmzContentSHA256Mismatch: passing,
};

/** Turns an answer that is no success into the error that says what to do about it. */
export function s3Refusal(answer: S3Answer, asked: S3Asked): AppError {
  const { status, headers, body } = answer;
  const { host } = asked;
  const s3Code = xmlText(body, 'Code');
  const details = describe(answer, s3Code);
  if (s3Code === 'RequestTimeTooSkewed') {
    const reason = clockReason(headers.date, asked.at);
    return new AppError('host_failed', { host, status, reason }, { ...details, retryable: true });
  }
  const said = quoteHost(xmlText(body, 'Message') ?? '', asked.secrets);
  const known = s3Code !== undefined && Object.hasOwn(meanings, s3Code);
  const meaning = (known && meanings[s3Code]) || meaningOf(answer);
  const reason = said || unsaid(answer, asked);
  if (meaning.code === 'host_unauthorized') {
    const { code, settings } = meaning;
    return new AppError(code, { host, status, reason, settings }, details);
  }
  if (meaning.code === 'host_failed') details.retryable = meaning.retryable;
  return new AppError(
    meaning.code,
    { host, status, reason: join(reason, meaning.advice) },
    details,
  );
}

function describe({ status, headers }: S3Answer, s3Code: string | undefined): ErrorDetails {
  const details: ErrorDetails = {};
  if (status >= 400) details.upstreamStatus = status;
  // A code is one word; anything longer is not S3's and may be anything.
  if (s3Code !== undefined && /^\w{1,60}$/.test(s3Code)) details.upstreamCode = s3Code;
  const requestId = headers['x-amz-request-id'] ?? headers['x-oss-request-id'];
  if (requestId !== undefined && /^[\w-]{1,100}$/.test(requestId)) {
    details.upstreamRequestId = requestId;
  }
  const wait = headers['retry-after'];
  if (wait !== undefined && /^\d{1,6}$/.test(wait)) details.retryAfter = Number(wait);
  return details;
}

/** What an answer means by its status alone. */
function meaningOf({ status }: S3Answer): Meaning {
  if (status === 401 || status === 403) return { code: 'host_unauthorized', settings: rights };
  if (status === 429) return busy;
  if (status === 413) return { code: 'host_too_large' };
  if (status === 507) return full;
  if (status < 300 || status === 408 || status >= 500) return passing;
  const addressIsWrong = status < 400 || status === 404 || status === 405;
  return addressIsWrong ? { code: 'host_failed', retryable: false } : { code: 'host_rejected' };
}

/** What to say where the server sent no words of its own. */
function unsaid({ status, headers, body }: S3Answer, { origin, secrets }: S3Asked): Template {
  if (status >= 300 && status < 400) {
    const target = quoteHost(headers.location ?? 'nowhere', secrets);
    return {
      en: `${origin} redirects. Check S3_REGION, or set S3_ENDPOINT to the final address: ${target}`,
      zh: `${origin} 发生重定向。请检查 S3_REGION，或把 S3_ENDPOINT 设为最终地址：${target}`,
    };
  }
  if (status < 300 || status === 404 || status === 405) {
    return {
      en: `${origin} does not answer as S3 does (HTTP ${status}). Check S3_ENDPOINT.`,
      zh: `${origin} 的响应不像 S3（HTTP ${status}）。请检查 S3_ENDPOINT。`,
    };
  }
  return body.trim() === ''
    ? { en: `it answered HTTP ${status} without a word.`, zh: `返回 HTTP ${status}，没有内容。` }
    : { en: `it answered HTTP ${status}, but not as S3.`, zh: `返回 HTTP ${status}，但不像 S3。` };
}

/** The server tells its own time, so the difference can be told. */
function clockReason(date: string | undefined, at: number): Template {
  const ahead = Math.round((at - Date.parse(date ?? '')) / 1000);
  if (Number.isNaN(ahead)) {
    return {
      en: 'this machine’s clock differs too much from the host’s. Set the clock right.',
      zh: '本机时钟与图床相差过大。请校准时钟。',
    };
  }
  const [en, zh] = ahead < 0 ? ['behind', '慢'] : ['ahead of', '快'];
  const seconds = Math.abs(ahead);
  return {
    en: `this machine’s clock is ${seconds} s ${en} the host’s. Set the clock right.`,
    zh: `本机时钟比图床${zh} ${seconds} 秒。请校准时钟。`,
  };
}

function join(reason: string | Template, advice: Template | undefined): TemplateValue {
  if (advice === undefined) return reason;
  const { en, zh } = typeof reason === 'string' ? { en: reason, zh: reason } : reason;
  return { en: `${en} ${advice.en}`, zh: `${zh} ${advice.zh}` };
}
