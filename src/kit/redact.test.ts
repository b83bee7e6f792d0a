import { describe, expect, it } from 'vitest';
import { redactText } from './redact.ts';

describe('redactText', () => {
  it('keeps an ordinary sentence as it is', () => {
    const text = 'The model `gpt-image-2.5-flare-2026-09-08` does not exist. 模型不存在';
    expect(redactText(text)).toBe(text);
  });

  it('keeps long names and ids that are no secrets', () => {
    const text =
      'black-forest-labs/grok-imagine-image-quality-20260101 7d0f6f66-8a3b-4a8e-9c55-0123456789ab';
    expect(redactText(text)).toBe(text);
  });

  it('takes milliseconds for the worst text', () => {
    const started = performance.now();
    redactText('a-<!'.repeat(5000));
    expect(performance.now() - started).toBeLessThan(500);
  });

  it.each([
    ['our own key, whatever it looks like', 'key was hunter-two!', 'key was [redacted]'],
    ['a key of OpenAI', 'got sk-proj-abcDEF123456 here', 'got [redacted] here'],
    [
      'a key the upstream has masked',
      'Incorrect API key: sk-ab***********yz.',
      'Incorrect API key: [redacted]',
    ],
    ['a key of xAI', 'xai-0123456789abcdef', '[redacted]'],
    ['a Bearer header', 'authorization: Bearer abc.def-ghi', 'authorization: [redacted]'],
    ['a JSON web token', 'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.x-y_z', 'jwt [redacted]'],
    ['a long token', 'token 0123456789abcdef0123456789abcdef ok', 'token [redacted] ok'],
  ])('removes %s', (_, text, expected) => {
    expect(redactText(text, ['hunter-two!'])).toBe(expected);
  });

  it('shows the words of an HTML page and none of its tags, styles and scripts', () => {
    const page =
      '<!doctype html><html><head><title>x</title></head><style>p{color:red}</style><body><!-- hi --><h1>502 Bad&nbsp;Gateway</h1><script>alert(1)</script><p>nginx';
    expect(redactText(page)).toBe('502 Bad Gateway nginx');
  });

  it('finds a key that HTML hides in an attribute or splits from its neighbours', () => {
    expect(redactText('<b>my</b>-key-1<i></i>', ['-key-1'])).toBe('my [redacted]');
  });

  it('cuts after 500 characters, on one line', () => {
    const text = redactText(`a\n\tb\u0000${'word '.repeat(500)}`);
    expect(text).toHaveLength(500);
    expect(text.startsWith('a b word')).toBe(true);
    expect(text.endsWith('…')).toBe(true);
  });

  it('never shows the first half of a key that lies across the border of what is read', () => {
    const secret = 'opensesame-opensesame';
    const text = `${' '.repeat(20_000 - 8)}${secret}`;
    expect(redactText(text, [secret])).toBe('');
  });
});
