import { describe, expect, it } from 'vitest';
import { parseKeyRequest, type RawKeyRequest } from './key-request.ts';

const now = Date.UTC(2026, 10, 20);
const day = 86_400_000;

function parse(changes: Partial<RawKeyRequest> = {}) {
  const unset: RawKeyRequest = {
    name: 'ann',
    models: undefined,
    aliases: undefined,
    rpm: undefined,
    concurrent: undefined,
    imagesPerDay: undefined,
    usdPerDay: undefined,
    usdPerMonth: undefined,
    maxN: undefined,
    expires: undefined,
    callerCredentials: undefined,
  };
  return parseKeyRequest({ ...unset, ...changes }, now);
}

describe('what a key shall be', () => {
  it('is a name alone, without limits', () => {
    expect(parse()).toEqual({
      name: 'ann',
      scopes: {
        models: undefined,
        aliases: undefined,
        rpm: undefined,
        concurrent: undefined,
        imagesPerDay: undefined,
        usdPerDay: undefined,
        usdPerMonth: undefined,
        maxN: undefined,
        expiresAt: undefined,
        callerCredentials: false,
      },
    });
  });

  it('may come as text, as the command line has it', () => {
    const { scopes } = parse({
      models: 'openai/*, gpt-image-2,',
      rpm: '60',
      usdPerDay: '2.50',
      maxN: '4',
      callerCredentials: 'true',
    });
    expect(scopes).toMatchObject({
      models: ['openai/*', 'gpt-image-2'],
      rpm: 60,
      usdPerDay: 2.5,
      maxN: 4,
      callerCredentials: true,
    });
  });

  it('may come as JSON, and 0 is a budget too', () => {
    const { scopes } = parse({ models: ['*'], imagesPerDay: 0, usdPerMonth: 0.000_001, rpm: null });
    expect(scopes).toMatchObject({ models: ['*'], imagesPerDay: 0, usdPerMonth: 0.000_001 });
    expect(scopes.rpm).toBeUndefined();
  });

  it.each([
    ['30d', now + 30 * day],
    ['12h', now + day / 2],
    ['2w', now + 14 * day],
    ['90m', now + 90 * 60_000],
    ['2027-01-31', Date.UTC(2027, 0, 31)],
    ['2027-01-31T10:00', Date.UTC(2027, 0, 31, 10)],
    ['2027-01-31T10:00:00+08:00', Date.UTC(2027, 0, 31, 2)],
  ])('ends after %s', (expires, at) => {
    expect(parse({ expires }).scopes.expiresAt).toBe(at);
  });

  const wrong: [keyof RawKeyRequest, string, unknown][] = [
    ['name', 'name', 'x'.repeat(101)],
    ['name', 'name', 7],
    ['name', 'name', 'a\u0000b'],
    ['models', 'models', []],
    ['models', 'models', ' , '],
    ['models', 'models', {}],
    ['models', 'models', [7]],
    ['models', 'models', ['two words']],
    ['models', 'models', Array.from({ length: 101 }, () => 'x')],
    ['rpm', 'rpm', 0],
    ['rpm', 'rpm', 1.5],
    ['concurrent', 'concurrent', '-1'],
    ['imagesPerDay', 'images_per_day', 'many'],
    ['usdPerDay', 'usd_per_day', -1],
    ['usdPerDay', 'usd_per_day', Number.NaN],
    ['usdPerDay', 'usd_per_day', Number.POSITIVE_INFINITY],
    ['usdPerDay', 'usd_per_day', '1e3'],
    ['usdPerDay', 'usd_per_day', 0.000_000_1],
    ['usdPerMonth', 'usd_per_month', [2]],
    ['usdPerMonth', 'usd_per_month', 1_000_001],
    ['maxN', 'max_n', 11],
    ['expires', 'expires', 'tomorrow'],
    ['expires', 'expires', '2020-01-01'],
    ['expires', 'expires', '0d'],
    ['expires', 'expires', '2027-02-30T99:99'],
    ['expires', 'expires', '999999w'],
    ['callerCredentials', 'caller_credentials', 'yes'],
  ];
  it.each(wrong)('is refused with %s as %s %j', (field, param, value) => {
    expect(() => parse({ [field]: value })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ param }) }),
    );
  });

  it('needs a name', () => {
    expect(() => parse({ name: ' ' })).toThrow('`name` is missing');
  });
});
