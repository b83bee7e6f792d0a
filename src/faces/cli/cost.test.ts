import { describe, expect, it } from 'vitest';
import { spentText } from './cost.ts';

const nothing = { usd: 0, generations: 0 };

describe('what was paid', () => {
  it('tells exact, estimated and unknown apart, and adds none of them up', () => {
    const spent = {
      exact: { usd: 0.0412, generations: 2 },
      estimated: { usd: 1.5, generations: 3 },
      unknown: { generations: 4 },
    };
    expect(spentText(spent, 'en')).toBe('$0.0412 exact, about $1.50 estimated, 4 of unknown cost');
    expect(spentText(spent, 'zh')).toContain('4 次费用未知');
  });

  it('is never a zero where nobody knows', () => {
    const spent = { exact: nothing, estimated: nothing, unknown: { generations: 1 } };
    expect(spentText(spent, 'en')).toBe('1 of unknown cost');
    expect(spentText({ ...spent, unknown: { generations: 0 } }, 'en')).toBe('nothing was paid');
  });
});
