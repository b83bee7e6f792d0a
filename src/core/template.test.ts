import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate } from './template.ts';

const row = { en: '{a} of {b}', zh: '{b} 中的 {a}' };

describe('fillTemplate', () => {
  it('fills each language in its own order', () => {
    expect(fillTemplate(row, 'en', { a: 1, b: 'two' })).toBe('1 of two');
    expect(fillTemplate(row, 'zh', { a: 1, b: 'two' })).toBe('two 中的 1');
  });

  it('takes a value in both languages', () => {
    const b = { en: 'all', zh: '全部' };
    expect(fillTemplate(row, 'en', { a: 1, b })).toBe('1 of all');
    expect(fillTemplate(row, 'zh', { a: 1, b })).toBe('全部中的 1');
  });

  it('sets off only what is not Chinese with spaces in Chinese', () => {
    const about = { en: '', zh: '参数 {a} 应为 {b}，见 {a}。' };
    expect(fillTemplate(about, 'zh', { a: 'n', b: '整数' })).toBe('参数 n 应为整数，见 n。');
    expect(fillTemplate(about, 'zh', { a: '张数', b: 'auto' })).toBe('参数张数应为 auto，见张数。');
  });

  it('leaves an unknown name as it stands, even one that every object has', () => {
    const odd = { en: '{nothing} {toString}', zh: '' };
    expect(fillTemplate(odd, 'en', {})).toBe('{nothing} {toString}');
  });

  it('shows any value exactly as it is, braces and dollars too', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(fillTemplate(row, 'en', { a, b })).toBe(`${a} of ${b}`);
      }),
    );
    expect(fillTemplate(row, 'en', { a: '{b}', b: '$&' })).toBe('{b} of $&');
  });
});
