import { describe, expect, it } from 'vitest';
import { everything } from '../api/history.ts';
import { readFilter, writeFilter } from './filter-address.ts';

describe('a filter in an address', () => {
  it('comes back as it was, whatever stands in it', () => {
    const filter = {
      words: '雪山 100% a&b=c #1',
      provider: 'openai',
      model: 'gpt-image-2',
      state: 'failed' as const,
      favourite: true,
      key: 'key_abc',
      host: 's3',
      since: '2026-11-01',
      until: '2026-11-20',
      costMin: '0.01',
      costMax: '2',
    };
    expect(readFilter(writeFilter(filter))).toEqual(filter);
  });

  it('is nothing at all where it narrows nothing', () => {
    expect(writeFilter(everything)).toBe('');
    expect(writeFilter({ ...everything, words: '  ' })).toBe('');
    expect(readFilter('')).toEqual(everything);
  });

  it('leaves out what it does not know', () => {
    expect(readFilter('state=broken&favourite=perhaps&colour=red')).toEqual(everything);
  });
});
