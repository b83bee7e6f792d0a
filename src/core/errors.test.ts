import { describe, expect, it } from 'vitest';
import { AppError, type ErrorDetails, toAppError } from './errors.ts';

const values = { provider: 'brush', reason: 'no.' };
const limited = (details: ErrorDetails = {}) =>
  new AppError('upstream_rate_limited', values, details);

describe('AppError', () => {
  it('says the same in both languages', () => {
    const expected = { en: 'a whole number', zh: '整数' };
    const error = new AppError('invalid_value', { param: 'n', expected, got: '11' });
    expect(error.message).toBe('`n` must be a whole number, but it is 11.');
    expect(error.text('zh')).toBe('参数 `n` 应为整数，实际为 11。');
    expect(error.texts).toEqual({ en: error.text('en'), zh: error.text('zh') });
  });

  it.each<[string, ErrorDetails, boolean]>([
    ['as its row says', {}, true],
    ['never where something may have been paid', { spent: 'maybe' }, false],
    ['never where something was paid', { spent: 'yes' }, false],
    ['as this one case says', { retryable: false }, false],
  ])('may be retried %s', (_, details, retryable) => {
    expect(limited(details).retryable).toBe(retryable);
  });

  it('keeps code, text, details and cause when more is known', () => {
    const cause = new Error('socket');
    const more = limited({ retryAfter: 3, cause }).with({ keptAt: 'http://here.test/i/a.png' });
    expect(more).toMatchObject({
      code: 'upstream_rate_limited',
      message: limited().message,
      cause,
    });
    expect(more.details).toMatchObject({ retryAfter: 3, keptAt: 'http://here.test/i/a.png' });
  });
});

describe('toAppError', () => {
  it('lets an AppError pass', () => {
    const error = limited();
    expect(toAppError(error)).toBe(error);
  });

  it('takes an abort for a cancel', () => {
    expect(toAppError(AbortSignal.abort().reason).code).toBe('cancelled');
  });

  it('tells nothing of anything else but its kind, and keeps it for the log', () => {
    const thrown = new TypeError('secret path /home/x');
    const error = toAppError(thrown);
    expect(error).toMatchObject({ code: 'internal', cause: thrown });
    expect(error.message).toContain('TypeError');
    expect(error.message).not.toContain('secret');
    expect(toAppError('a text').code).toBe('internal');
    expect(toAppError(undefined).code).toBe('internal');
  });
});
