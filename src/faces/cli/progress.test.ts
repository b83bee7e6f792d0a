import type { WriteStream } from 'node:tty';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createProgress } from './progress.ts';

afterEach(() => {
  vi.useRealTimers();
});

function terminal(isTTY = true) {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) > 0 };
  return { written, stream: stream as unknown as WriteStream };
}

const lineOf = (written: string[]) => written.at(-1)?.replace('\r\u001b[K', '') ?? '';

describe('the progress line', () => {
  it('is silent where there is no terminal', () => {
    const { written, stream } = terminal(false);
    const progress = createProgress(stream, true);
    progress.show(0.5, 'half');
    progress.clear();
    expect(written).toEqual([]);
  });

  it.each<[number | undefined, number]>([
    [undefined, 0],
    [0, 0],
    [0.5, 12],
    [1, 24],
    [7, 24],
    [-1, 0],
    [Number.NaN, 0],
  ])('fills the bar for %s by %i', (fraction, filled) => {
    const { written, stream } = terminal();
    const progress = createProgress(stream, false);
    progress.show(fraction, 'fox');
    progress.clear();
    expect(written[0]?.split('━').length).toBe(filled + 1);
    expect(written[0]).toContain('fox');
  });

  it('goes on counting seconds, and ends without a trace', () => {
    vi.useFakeTimers();
    const { written, stream } = terminal();
    const progress = createProgress(stream, false);
    progress.show(0.1, 'fox');
    vi.advanceTimersByTime(1500);
    expect(lineOf(written)).toContain('1.4 s');
    progress.clear();
    expect(written.at(-1)).toBe('\r\u001b[K');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('never steers the terminal with what others say, nor leaves its line', () => {
    const { written, stream } = terminal();
    const progress = createProgress(stream, false);
    progress.show(0, `a\nb\u001b[2Jc ${'狐'.repeat(100)}`);
    progress.clear();
    const line = lineOf(written.slice(0, 1));
    expect(line).not.toMatch(/\p{Cc}/u);
    const columns = [...line].reduce((sum, letter) => sum + (letter === '狐' ? 2 : 1), 0);
    expect(columns).toBeLessThan(80);
  });

  it('has no colours where they are not wished', () => {
    for (const colour of [true, false]) {
      const { written, stream } = terminal();
      const progress = createProgress(stream, colour);
      progress.show(0.5, '');
      progress.clear();
      expect(lineOf(written.slice(0, 1)).includes('\u001b[')).toBe(colour);
    }
  });
});
