import { describe, expect, it } from 'vitest';
import { editJsonc, JsoncError, listJsoncPieces, readJsonc } from './edit-jsonc.ts';

const commented = `{
  // what the editor is told
  "servers": {
    "other": { "command": "x", /* kept */ "args": ["a",] }, // behind it
  },
  "last": true,
}
`;

describe('reading', () => {
  it('takes comments, trailing commas and the mark of an encoding', () => {
    expect(readJsonc(`\uFEFF${commented}`)).toEqual({
      servers: { other: { command: 'x', args: ['a'] } },
      last: true,
    });
    expect(readJsonc(' // nothing yet\n')).toBeUndefined();
  });

  it('says at which line a text is broken', () => {
    const broken = '{\n  "a": 1\n  "b" 2\n}';
    expect(() => readJsonc(broken)).toThrow(JsoncError);
    expect(() => readJsonc(broken)).toThrow('line 3');
    expect(() => editJsonc(broken, [])).toThrow('line 3');
  });
});

describe('editing', () => {
  it('adds a value and leaves every other line as it was', () => {
    const edited = editJsonc(commented, [{ path: ['servers', 'new'], value: { command: 'y' } }]);
    expect(readJsonc(edited)).toEqual({
      servers: { other: { command: 'x', args: ['a'] }, new: { command: 'y' } },
      last: true,
    });
    for (const comment of ['// what the editor is told', '/* kept */', '// behind it']) {
      expect(edited).toContain(comment);
    }
    expect(edited.split('\n').slice(0, 3)).toEqual(commented.split('\n').slice(0, 3));
    expect(edited).toContain('\n    "new": {\n      "command": "y"\n    }');
  });

  it('changes a value in its place', () => {
    const edited = editJsonc(commented, [
      { path: ['servers', 'other', 'command'], value: 'z' },
      { path: ['servers', 'other', 'args'], value: [] },
    ]);
    expect(edited).toBe(commented.replace('"x"', '"z"').replace('["a",]', '[]'));
  });

  it('makes what is missing on the way, from nothing too', () => {
    for (const empty of ['', '\n', '{}', '// nothing\n{}']) {
      const edited = editJsonc(empty, [{ path: ['a', 'b'], value: 1 }]);
      expect(readJsonc(edited)).toEqual({ a: { b: 1 } });
    }
  });

  it('appends to a list', () => {
    const edited = editJsonc('{"inputs": [1]}', [{ path: ['inputs', -1], value: 2 }]);
    expect(readJsonc(edited)).toEqual({ inputs: [1, 2] });
  });

  it('keeps the line ends, the indentation and the mark of the file', () => {
    const windows = '\uFEFF{\r\n\t"a": 1\r\n}\r\n';
    const edited = editJsonc(windows, [{ path: ['b'], value: { c: 2 } }]);
    expect(edited).toBe('\uFEFF{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": 2\r\n\t}\r\n}\r\n');
  });
});

describe('the pieces of a text', () => {
  it('are its texts with where they stand, and its comments', () => {
    const pieces = listJsoncPieces('{"a": ["x", 1], /* c */ "b": "y"}');
    expect(pieces.map(({ value, path }) => [value, path])).toEqual([
      ['x', ['a', 0]],
      ['/* c */', []],
      ['y', ['b']],
    ]);
    const text = '{"a": "x"}';
    const [piece] = listJsoncPieces(text);
    expect(text.slice(piece?.offset, (piece?.offset ?? 0) + (piece?.length ?? 0))).toBe('"x"');
  });
});
