import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines } from './line-diff.ts';

const shown = (before: string, after: string, context?: number) =>
  diffLines(before, after, context).map((lines) => lines.map(({ sign, text }) => sign + text));

describe('the difference of two texts', () => {
  it('is nothing where they are the same', () => {
    expect(diffLines('a\nb\n', 'a\nb\n')).toEqual([]);
  });

  it('is what was added and taken away, with some lines around it', () => {
    expect(shown('1\n2\n3\n4\n5\n', '1\n2\nx\n4\n5\n', 1)).toEqual([[' 2', '-3', '+x', ' 4']]);
    expect(shown('', 'a\n')).toEqual([['+a']]);
    expect(shown('a\r\nb\r\n', 'b\r\n')).toEqual([['-a', ' b']]);
  });

  it('comes in stretches where changes lie apart, and in one where they meet', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n8\n9';
    expect(shown(before, before.replace('2', 'x').replace('8', 'y'), 1)).toEqual([
      [' 1', '-2', '+x', ' 3'],
      [' 7', '-8', '+y', ' 9'],
    ]);
    expect(shown('1\n2\n3', 'x\n2\ny', 1)).toEqual([['-1', '+x', ' 2', '-3', '+y']]);
  });

  it('gives back both texts, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (old, fresh) => {
        const [before, after] = [old, fresh].map((lines) =>
          lines.map((line) => `${line}\n`).join(''),
        );
        const lines = diffLines(before ?? '', after ?? '', 100).flat();
        const without = (sign: string) =>
          lines.filter((line) => line.sign !== sign).map((line) => line.text);
        expect(without('+')).toEqual(before === after ? [] : old);
        expect(without('-')).toEqual(before === after ? [] : fresh);
      }),
    );
  });
});
