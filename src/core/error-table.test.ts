import { describe, expect, it } from 'vitest';
import { foreignWords, hasLatinPunctuation, placeholders } from '../../test/fakes/bilingual.ts';
import { type ErrorRow, errorTable, exitCodes } from './error-table.ts';
import { warningTable } from './warnings.ts';

const errors: [string, ErrorRow][] = Object.entries(errorTable);
const texts = [...errors, ...Object.entries(warningTable)];

describe('every text of errors and warnings', () => {
  it.each(texts)('%s has the same places to fill in both languages', (_, { en, zh }) => {
    expect(placeholders(zh)).toEqual(placeholders(en));
  });

  it.each(texts)('%s is Chinese in Chinese', (_, row) => {
    expect(row.zh).toMatch(/\p{Script=Han}{2}/u);
    expect(foreignWords(row)).toEqual([]);
    expect(hasLatinPunctuation(row)).toBe(false);
  });

  it.each(texts)('%s is English in English, and whole sentences in both', (_, { en, zh }) => {
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(en).toMatch(/^[A-Z`{]/);
    expect(en).toMatch(/(?:\.|\{reason\}|\{expected\}|\{hint\})$/);
    expect(zh).toMatch(/(?:。|\{reason\}|\{expected\}|\{hint\})$/);
  });
});

describe('the error table', () => {
  it.each(errors)('%s has a status that fits its type', (_, { status, type }) => {
    const fixed: Partial<Record<ErrorRow['type'], number>> = {
      authentication_error: 401,
      permission_error: 403,
      not_found_error: 404,
      rate_limit_error: 429,
      image_generation_user_error: 400,
    };
    expect(fixed[type] ?? status).toBe(status);
    const fault = type === 'upstream_error' || type === 'server_error';
    expect(Math.floor(status / 100)).toBe(fault ? 5 : 4);
  });

  it('calls nothing retryable that may have been paid', () => {
    const paid = ['outcome_unknown', 'upstream_not_an_image', 'upstream_no_image', 'timed_out'];
    for (const [code, { retryable }] of errors)
      if (paid.includes(code)) expect(retryable).toBe(false);
  });

  it('blames the server for no input from outside', () => {
    const ours = errors.filter(([, { status }]) => status >= 500).map(([code]) => code);
    const aboutInput = /^(?:invalid|missing|too_|not_|unsupported|unknown|edit_|file_(?!.*folder))/;
    expect(ours.filter((code) => aboutInput.test(code))).toEqual([]);
  });

  it('has an exit code for each row, and only the time-out’s outside the small ones', () => {
    for (const [, { exit }] of errors) expect(exitCodes[exit]).toBeGreaterThan(0);
    expect(exitCodes.timeout).toBe(124);
  });
});
