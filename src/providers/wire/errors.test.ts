import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../core/error-table.ts';
import type { ErrorDetails } from '../../core/errors.ts';
import { ScanError } from '../../kit/base64-json/scan-error.ts';
import { HttpError } from '../../kit/http-client.ts';
import { readErrorBody } from './error-body.ts';
import { readRetryAfter, refusalError, transportError } from './errors.ts';

const context = {
  provider: 'there',
  model: 'gpt-image-2',
  origin: 'https://there.example',
  secrets: ['hunter-two'],
};

const refused = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return refusalError({ status, headers, body: readErrorBody(text) }, context);
};
const openai = (message: string, more: Record<string, unknown> = {}) => ({
  error: { message, type: 'invalid_request_error', param: null, code: null, ...more },
});

describe('refusalError', () => {
  it.each<[string, number, unknown, ErrorCode, ErrorDetails]>([
    [
      'OpenAI’s moderation',
      400,
      openai('No.', { code: 'moderation_blocked' }),
      'moderation_blocked',
      { upstreamCode: 'moderation_blocked' },
    ],
    [
      'an older code for it',
      400,
      openai('No.', { code: 'content_policy_violation' }),
      'moderation_blocked',
      {},
    ],
    [
      'its type alone',
      400,
      openai('Please change it.', { type: 'image_generation_user_error' }),
      'moderation_blocked',
      {},
    ],
    [
      'its type for another reason',
      400,
      openai('Transparent background is not supported for this model.', {
        type: 'image_generation_user_error',
      }),
      'upstream_rejected',
      {},
    ],
    [
      'xAI’s moderation',
      400,
      { code: 'x', error: 'Generated image rejected by content moderation.' },
      'moderation_blocked',
      {},
    ],
    [
      'xAI’s usage guidelines',
      403,
      { code: 'x', error: 'Content violates usage guidelines. Failed check: SAFETY' },
      'moderation_blocked',
      {},
    ],
    [
      'a wrong key',
      401,
      openai('Incorrect API key provided'),
      'upstream_unauthorized',
      { upstreamStatus: 401 },
    ],
    [
      'xAI’s wrong key',
      400,
      { code: 'x', error: 'Incorrect API key provided: xa***zz.' },
      'upstream_unauthorized',
      { upstreamStatus: 400 },
    ],
    ['a forbidden country', 403, 'Forbidden', 'upstream_unauthorized', {}],
    [
      'a missing model',
      404,
      openai('The model `gpt-image-2` does not exist'),
      'upstream_model_not_found',
      { param: 'model' },
    ],
    [
      'a model that the key may not use',
      403,
      openai('no access', { code: 'model_not_found' }),
      'upstream_model_not_found',
      {},
    ],
    [
      'a model that is no choice',
      400,
      openai('Invalid value', { param: 'model' }),
      'upstream_model_not_found',
      {},
    ],
    [
      'a relay without a channel',
      503,
      openai('分组 default 下模型 x 无可用渠道（distributor）', { code: 'model_not_found' }),
      'upstream_model_not_found',
      {},
    ],
    [
      'the same without a code',
      503,
      openai('当前分组 default 下对于模型  无可用渠道'),
      'upstream_model_not_found',
      {},
    ],
    [
      'the same in English',
      503,
      openai('No available channel for model gpt-image-2 under group default'),
      'upstream_model_not_found',
      {},
    ],
    [
      'a wrong path',
      404,
      '<html><body>Not Found</body></html>',
      'upstream_rejected',
      { upstreamStatus: 404 },
    ],
    [
      'an unknown parameter',
      400,
      openai('Unknown parameter', { param: 'style' }),
      'upstream_rejected',
      { param: 'style' },
    ],
    [
      'what FastAPI says',
      422,
      { detail: [{ loc: ['body', 'size'], msg: 'field required', type: 'missing' }] },
      'upstream_rejected',
      { param: 'size', upstreamCode: 'missing' },
    ],
    ['no credit', 402, { message: 'top up' }, 'upstream_rate_limited', { retryable: false }],
    [
      'fal’s empty account',
      403,
      { detail: 'User is locked. Reason: Exhausted balance. Top up your balance.' },
      'upstream_rate_limited',
      { retryable: false },
    ],
    [
      'fal’s moderation',
      422,
      { detail: [{ loc: ['body', 'prompt'], msg: 'No.', type: 'content_policy_violation' }] },
      'moderation_blocked',
      { upstreamCode: 'content_policy_violation' },
    ],
    [
      'a wait that stands in the body',
      429,
      { detail: 'Request was throttled.', status: 429, retry_after: 5 },
      'upstream_rate_limited',
      { retryAfter: 5 },
    ],
    [
      'a quota',
      429,
      openai('quota', { code: 'insufficient_quota' }),
      'upstream_rate_limited',
      { retryable: false },
    ],
    ['too many requests', 429, openai('slow down'), 'upstream_rate_limited', {}],
    ['a 500 of the provider’s own', 500, openai('oops'), 'upstream_failed', { retryable: true }],
    ['a 501', 501, openai('oops'), 'upstream_failed', { retryable: false }],
    [
      'a relay that lost its upstream',
      500,
      openai('do request failed: context deadline exceeded'),
      'upstream_failed',
      { spent: 'maybe' },
    ],
    ['a proxy’s 502', 502, '<h1>Bad Gateway</h1>', 'upstream_failed', { spent: 'maybe' }],
    ['a proxy’s 504', 504, '<h1>Gateway Time-out</h1>', 'outcome_unknown', { spent: 'maybe' }],
    ['Cloudflare’s 524', 524, 'error code: 524', 'outcome_unknown', { spent: 'maybe' }],
  ])('reads %s', (_, status, body, code, details) => {
    const error = refused(status, body);
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject(details);
  });

  it('asks nobody to try again where money may be gone', () => {
    expect(refused(502, 'Bad Gateway').retryable).toBe(false);
    expect(refused(504, 'Gateway Time-out').retryable).toBe(false);
    expect(refused(500, openai('oops')).retryable).toBe(true);
  });

  it('tells where a redirect leads, and nothing of its path', () => {
    const location = 'https://new.example/v1/images/generations?key=hunter-two';
    const error = refused(308, '', { location });
    expect(error.message).toBe(
      'there refused the request (308): it sends requests on to https://new.example; use that as its address.',
    );
    expect(error.details.upstreamStatus).toBeUndefined();
  });

  it('quotes as one sentence without secrets', () => {
    expect(refused(400, 'Key hunter-two\n is odd').message).toContain('Key [redacted] is odd.');
    expect(refused(400, '').message).toContain('it does not say why.');
    expect(refused(400, { odd: 1 }).message).toContain('{"odd":1}');
  });

  it('keeps the upstream’s request id', () => {
    const error = refused(400, openai('no'), { 'x-request-id': 'req_1' });
    expect(error.details.upstreamRequestId).toBe('req_1');
  });
});

describe('readRetryAfter', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '7' }, 7],
    [{ 'retry-after': '0.5' }, 0.5],
    [{ 'retry-after-ms': '1500', 'retry-after': '7' }, 1.5],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('reads %o as %s', (headers, seconds) => {
    expect(readRetryAfter(headers)).toBe(seconds);
  });

  it('counts the seconds to a date', () => {
    const date = new Date(Date.now() + 30_000).toUTCString();
    expect(readRetryAfter({ 'retry-after': date })).toBeGreaterThan(27);
  });
});

describe('transportError', () => {
  const http = (kind: HttpError['kind'], sent: boolean) =>
    transportError(new HttpError(kind, 'there.example: gone', { sent }), context);

  it.each([
    ['nobody was reached', http('unreachable', false), 'upstream_unreachable', 'no'],
    ['no answer came in time', http('timeout', true), 'outcome_unknown', 'maybe'],
    ['the answer broke off', http('cut', true), 'outcome_unknown', 'maybe'],
    ['the caller gave up early', http('aborted', false), 'cancelled', 'no'],
    ['the caller gave up late', http('aborted', true), 'cancelled', 'maybe'],
    ['the address is private', http('address-refused', false), 'address_refused', 'no'],
    [
      'the JSON is cut short',
      transportError(new ScanError('truncated', ''), context),
      'outcome_unknown',
      'maybe',
    ],
    [
      'the JSON is none',
      transportError(new ScanError('malformed', ''), context),
      'outcome_unknown',
      'maybe',
    ],
    [
      'the base64 is none',
      transportError(new ScanError('bad-base64', ''), context),
      'upstream_not_an_image',
      'maybe',
    ],
  ])('says what it means that %s', (_, error, code, spent) => {
    expect(error).toMatchObject({ code, details: { spent } });
  });

  it('leaves what it does not know as it is', () => {
    const odd = new TypeError('odd');
    expect(transportError(odd, context)).toBe(odd);
  });
});
