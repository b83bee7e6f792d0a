import { describe, expect, it } from 'vitest';
import { warning, warningText } from './warnings.ts';

describe('a warning', () => {
  it('is a sentence in the language of whoever reads it', () => {
    const dropped = warning('parameter_dropped', { param: 'style', model: 'brush-1' });
    expect(warningText(dropped, 'en')).toBe('`style` was left out: brush-1 has no such parameter.');
    expect(warningText(dropped, 'zh')).toBe('已忽略参数 `style`：brush-1 不支持。');
  });

  it('keeps a reason in both languages through its record', () => {
    const reason = { en: 'out of ink.', zh: '墨水用尽。' };
    const made = warning('fewer_images', { made: 1, asked: 2, reason });
    const read = JSON.parse(JSON.stringify(made));
    expect(warningText(read, 'en')).toContain('out of ink.');
    expect(warningText(read, 'zh')).toContain('墨水用尽。');
  });
});
