import { AppError, type ErrorDetails } from '../../core/errors.ts';
import { ScanError } from '../../kit/base64-json/scan-error.ts';
import { HttpError } from '../../kit/http-client/http-error.ts';
import { redactText } from '../../kit/redact.ts';
import type { ErrorBody } from './error-body.ts';
import { listOf, recordOf } from './json-value.ts';
import { meaningOf, type VendorCodes } from './vendor-codes.ts';

/** What an error of one call is told with. */
export interface CallContext {
  /** The provider's name. */
  provider: string;
  model: string;
  /** Where the call goes, for people. */
  origin: string;
  /** What must never be quoted: our key. */
  secrets: readonly string[];
  /** What the vendor's own codes mean, beside OpenAI's. */
  codes?: VendorCodes | undefined;
}

/** The parts of an answer that an error is read from. */
export interface Refusal {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: ErrorBody;
}

/**
 * What an upstream's refusal means for us, in the order in which the signs are trusted: content,
 * model, key, rate, then the status alone.
 */
export function refusalError(refusal: Refusal, context: CallContext): AppError {
  const { status, body } = refusal;
  const { provider, model } = context;
  const reason = quote(body.message, context);
  const details = detailsOf(refusal);
  const meaning = meaningOf(body.code, context.codes);
  if (meaning === 'moderation' || isModeration(refusal)) {
    return new AppError('moderation_blocked', { provider, reason }, details);
  }
  const values = { provider, status, reason };
  if (meaning === 'model' || isModelMissing(refusal, model)) {
    return new AppError(
      'upstream_model_not_found',
      { ...values, model },
      { ...details, param: 'model' },
    );
  }
  if (meaning === 'quota' || isOutOfCredit(refusal)) {
    // What is used up does not come back by waiting.
    const spentUp = { ...details, retryable: false };
    return new AppError('upstream_rate_limited', { provider, reason }, spentUp);
  }
  if (meaning === 'key' || status === 401 || status === 403 || isKeyRefused(body)) {
    return new AppError('upstream_unauthorized', values, details);
  }
  if (meaning === 'rate' || status === 429) {
    return rateLimited(refusal, { provider, reason }, details);
  }
  if (isGatewayTimeout(status)) {
    // The proxy in between gave up; behind it the picture may well be painted and charged.
    const waited = `a proxy gave up waiting, ${status}`;
    return new AppError(
      'outcome_unknown',
      { provider, reason: waited },
      { ...details, spent: 'maybe' },
    );
  }
  if (status >= 500) {
    const own = body.json && !isDoubtful(body.message);
    return new AppError('upstream_failed', values, {
      ...details,
      ...(own ? { retryable: status !== 501 } : { spent: 'maybe' }),
    });
  }
  if (status >= 300 && status < 400) return redirected(refusal, context, details);
  return new AppError('upstream_rejected', values, {
    ...details,
    ...(body.param === undefined ? {} : { param: body.param }),
  });
}

/** An error that was told inside of an answer which began well, so something may have been charged. */
export function lateError(refusal: Refusal, context: CallContext): AppError {
  const { provider } = context;
  const reason = quote(refusal.body.message, context);
  const details = { ...detailsOf(refusal), spent: 'maybe' } as const;
  if (meaningOf(refusal.body.code, context.codes) === 'moderation' || isModeration(refusal)) {
    return new AppError('moderation_blocked', { provider, reason }, details);
  }
  return new AppError('upstream_failed', { provider, status: refusal.status, reason }, details);
}

/** What became of a call whose answer did not arrive whole; an AppError passes as it is. */
export function transportError(thrown: unknown, context: CallContext): unknown {
  const { provider, origin } = context;
  if (thrown instanceof HttpError) {
    const spent = thrown.sent ? 'maybe' : 'no';
    const details = { cause: thrown, spent } as const;
    if (thrown.kind === 'aborted') return new AppError('cancelled', {}, details);
    if (thrown.kind === 'address-refused') {
      return new AppError('address_refused', { address: origin }, details);
    }
    const reason = redactText(thrown.message, context.secrets);
    return thrown.sent
      ? new AppError('outcome_unknown', { provider, reason }, details)
      : new AppError('upstream_unreachable', { provider, reason }, details);
  }
  if (thrown instanceof ScanError) {
    const details = { cause: thrown, spent: 'maybe' } as const;
    const reason = thrown.kind === 'bad-base64' ? 'no base64' : `${thrown.kind} JSON`;
    return thrown.kind === 'bad-base64'
      ? new AppError('upstream_not_an_image', { provider, reason }, details)
      : new AppError('outcome_unknown', { provider, reason }, details);
  }
  return thrown;
}

/** An answer without a picture; what it has in place of one is quoted. */
export function noImageError(json: unknown, context: CallContext): AppError {
  const entries = listOf(recordOf(json)?.data);
  const reason =
    entries.length === 0 && recordOf(json)?.data !== undefined
      ? 'the list of images is empty.'
      : quote(JSON.stringify(json) ?? '', context);
  return new AppError(
    'upstream_no_image',
    { provider: context.provider, reason },
    { spent: 'maybe' },
  );
}

/** The upstream's words as the end of a sentence of ours. */
export function quote(text: string, context: CallContext): string {
  const words = redactText(text, context.secrets);
  if (words === '') return 'it does not say why.';
  return /[.!?…。！？]$/.test(words) ? words : `${words}.`;
}

function detailsOf({ status, headers, body }: Refusal): ErrorDetails {
  const requestId = headers['x-request-id'] ?? body.requestId;
  return {
    ...(status >= 400 ? { upstreamStatus: status } : {}),
    ...(body.code === undefined ? {} : { upstreamCode: redactText(body.code, [], 100) }),
    ...(requestId === undefined ? {} : { upstreamRequestId: requestId.slice(0, 200) }),
  };
}

const moderationCodes = new Set([
  'moderation_blocked',
  'content_policy_violation',
  'content_filter',
]);

/**
 * OpenAI's codes; its type `image_generation_user_error`, which also comes with "Transparent
 * background is not supported for this model" (dev.to/owen_fox, 2026-08-24); xAI's 400 and its 403
 * "Content violates usage guidelines" (UKGovernmentBEIS/inspect_ai#2267), which have no code for it.
 */
function isModeration({ status, body }: Refusal): boolean {
  if (moderationCodes.has(body.code ?? '')) return true;
  if (body.type === 'image_generation_user_error') {
    return body.param === undefined && !/not supported|unsupported|invalid/i.test(body.message);
  }
  return (
    status >= 400 &&
    status < 500 &&
    /content (?:moderation|policy|filter)|safety system|violates usage guidelines/i.test(
      body.message,
    )
  );
}

/** Gemini says it with a 400 (ai.google.dev/gemini-api/docs/troubleshooting). */
function isKeyRefused({ message }: ErrorBody): boolean {
  return /(?:incorrect|invalid) api[ -]?key|api key (?:not valid|expired)/i.test(message);
}

/** Prepaid vendors say 402; fal a 403 "User is locked. Reason: Exhausted balance". */
function isOutOfCredit({ status, body }: Refusal): boolean {
  return status === 402 || (status === 403 && /exhausted balance/i.test(body.message));
}

/** Relays say 503 `model_not_found` / 无可用渠道 (farion1231/cc-switch#312, songquanpeng/one-api#2340). */
function isModelMissing({ status, body }: Refusal, model: string): boolean {
  const { code, param, message } = body;
  if (code === 'model_not_found' && (status < 500 || status === 503)) return true;
  if (status === 503) return /无可用渠道|no available channels? for model/i.test(message);
  if (status !== 400 && status !== 404 && status !== 422) return false;
  return param === 'model' || (message.includes(model) && /model|模型/i.test(message));
}

/** 504, and Cloudflare's 522 to 524: the server behind the proxy has the request. */
function isGatewayTimeout(status: number): boolean {
  return status === 504 || (status >= 522 && status <= 524);
}

/** A relay tells in its own JSON that the server behind it went silent; that one may have charged. */
function isDoubtful(message: string): boolean {
  return /time[d]?[ -]?out|deadline exceeded|connection reset|unexpected eof|\b5(?:04|24)\b/i.test(
    message,
  );
}

function rateLimited(
  { headers, body }: Refusal,
  values: { provider: string; reason: string },
  details: ErrorDetails,
): AppError {
  const retryAfter = readRetryAfter(headers) ?? body.retryAfter;
  // A quota that is used up comes as 429, too, and does not come back by waiting.
  const hopeless = body.code === 'insufficient_quota' || body.type === 'insufficient_quota';
  return new AppError('upstream_rate_limited', values, {
    ...details,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(hopeless ? { retryable: false } : {}),
  });
}

/** Seconds from `retry-after-ms` or `retry-after` (a number or a date); undefined without either. */
export function readRetryAfter(headers: Readonly<Record<string, string>>): number | undefined {
  const milliseconds = Number.parseFloat(headers['retry-after-ms'] ?? '');
  if (milliseconds >= 0) return milliseconds / 1000;
  const text = headers['retry-after'] ?? '';
  const seconds = Number.parseFloat(text);
  if (/^\s*[\d.]+\s*$/.test(text) && seconds >= 0) return seconds;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}

function redirected({ status, headers }: Refusal, context: CallContext, details: ErrorDetails) {
  const target = headers.location ?? '';
  const origin = URL.canParse(target, context.origin) && new URL(target, context.origin).origin;
  const reason = `it sends requests on to ${origin || 'another address'}; use that as its address.`;
  return new AppError('upstream_rejected', { provider: context.provider, status, reason }, details);
}
