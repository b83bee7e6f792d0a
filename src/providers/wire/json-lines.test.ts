import { describe, expect, it } from 'vitest';
import { readLines } from './json-lines.ts';

async function* cut(text: string, length: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function gather(text: string, length: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(cut(text, length))) {
    const pieces: Buffer[] = [];
    for await (const piece of line) pieces.push(piece);
    lines.push(Buffer.concat(pieces).toString());
  }
  return lines;
}

describe('readLines', () => {
  it.each([1, 2, 3, 5, 100])('gives each line, cut every %i bytes', async (length) => {
    const lines = ['{"a":1}', '{"图":2}', 'x'];
    expect(await gather(`${lines.join('\n')}\n`, length)).toEqual(lines);
    expect(await gather(`\n${lines.join('\n\n')}`, length)).toEqual(lines);
  });

  it('passes over what was not read of a line', async () => {
    const firsts: string[] = [];
    for await (const line of readLines(cut('one\ntwo\nthree', 2))) {
      for await (const piece of line) {
        firsts.push(piece.toString());
        break;
      }
    }
    expect(firsts.map((text) => text[0])).toEqual(['o', 't', 't']);
  });
});
