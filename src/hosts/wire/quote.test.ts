import { describe, expect, it } from 'vitest';
import { quoteHost } from './quote.ts';

describe('quoteHost', () => {
  it('takes tags and line breaks out', () => {
    const text = '<!DOCTYPE html><p class="a">One\r\n\ttwo</p>\u0000<script src=x';
    expect(quoteHost(text, [])).toBe('One two.');
  });

  it('takes secrets out', () => {
    const quoted = quoteHost('It sent 1|abc-def, or abc-def', ['1|abc-def', 'abc-def']);
    expect(quoted).toContain('It sent');
    expect(quoted).not.toContain('abc-def');
  });

  it('cuts to 200 characters and ends the sentence', () => {
    expect(quoteHost('no '.repeat(500), []).length).toBeLessThanOrEqual(200);
    expect(quoteHost('没有空间', [])).toBe('没有空间。');
    expect(quoteHost('No room', [])).toBe('No room.');
    expect(quoteHost('No room!', [])).toBe('No room!');
    expect(quoteHost('<br>', [])).toBe('');
  });
});
