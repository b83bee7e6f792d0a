import { describe, expect, it } from 'vitest';
import { settingRows } from '../../config/settings.ts';
import { AppError } from '../../core/errors.ts';
import { optionOf, optionRows, readCommandLine } from './command-line.ts';

function refused(words: string[]): AppError {
  try {
    readCommandLine(words);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('it was not refused');
}

describe('the options', () => {
  it('have names of their own, long and short', () => {
    const names = [...settingRows.map(optionOf), ...Object.keys(optionRows)];
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
    const shorts = Object.values(optionRows).flatMap((row) => ('short' in row ? [row.short] : []));
    expect(new Set(shorts).size).toBe(shorts.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z\d-]*$/);
  });
});

describe('readCommandLine', () => {
  it('names no command where there is none', () => {
    expect(readCommandLine([])).toMatchObject({ command: undefined, words: [], flags: {} });
  });

  it('reads command, words, options and settings in any order', () => {
    const line = readCommandLine(
      '--port 4000 generate a fox -n 2 --size=16:9 --json --api-base-url http://a.test -o -'.split(
        ' ',
      ),
    );
    expect(line).toMatchObject({
      command: 'generate',
      words: ['a', 'fox'],
      options: { n: '2', size: '16:9', json: true, out: '-', model: undefined },
      flags: { PORT: '4000', API_BASE_URL: 'http://a.test' },
    });
  });

  it.each([
    [['gen', 'a fox'], 'generate', ['a fox']],
    [['edit', 'fox.png', 'in rain'], 'edit', ['fox.png', 'in rain']],
    [['generate', '-'], 'generate', ['-']],
    [['generate', '--', '--not an option'], 'generate', ['--not an option']],
    [['serve'], 'serve', []],
    [['mcp'], 'mcp', []],
  ])('reads %j', (words, command, rest) => {
    expect(readCommandLine(words)).toMatchObject({ command, words: rest });
  });

  it.each([
    [['paint'], 'paint', 'the commands are'],
    [['--no-such'], '--no-such', 'no-such'],
    [['serve', '--port'], '--port', 'argument'],
    [['--json=yes'], '--json', 'argument'],
  ])('refuses %j and says what is not understood', (words, got, reason) => {
    const error = refused(words);
    expect(error.code).toBe('unknown_argument');
    expect(error.message).toContain(got);
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain('\n');
  });
});
