import { applyEdits, modify, type ParseError, parse, parseTree, visit } from 'jsonc-parser';

/** Where a value stands: names of objects and places in lists; -1 is behind the last of a list. */
export type JsoncPath = readonly (string | number)[];

/** A value to be put somewhere; the objects on the way are made where they are missing. */
export interface JsoncChange {
  path: JsoncPath;
  value: unknown;
}

/** Says at which line a text stops being JSON, comments and trailing commas allowed. */
export class JsoncError extends Error {
  readonly line: number;

  constructor(line: number) {
    super(`It is not JSON at line ${line}.`);
    this.name = 'JsoncError';
    this.line = line;
  }
}

const leniently = { allowTrailingComma: true, disallowComments: false, allowEmptyContent: true };

/** The value of JSON with comments and trailing commas; undefined for an empty text. Throws JsoncError. */
export function readJsonc(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(withoutMark(text), errors, leniently);
  const [error] = errors;
  if (error) throw new JsoncError(lineAt(withoutMark(text), error.offset));
  return value;
}

/**
 * Puts values into a text of JSON and leaves every other character as it is: comments, order,
 * indentation, line ends and the mark some editors begin a file with. Throws JsoncError.
 */
export function editJsonc(text: string, changes: readonly JsoncChange[]): string {
  readJsonc(text);
  const mark = text.length - withoutMark(text).length;
  const formattingOptions = { ...indentationOf(text), eol: text.includes('\r\n') ? '\r\n' : '\n' };
  const start = withoutMark(text);
  const edited = changes.reduce(
    (current, { path, value }) =>
      applyEdits(
        current,
        modify(current, [...path], value, {
          formattingOptions,
          isArrayInsertion: path.at(-1) === -1,
        }),
      ),
    parseTree(start) ? start : `{}${formattingOptions.eol}`,
  );
  return text.slice(0, mark) + edited;
}

/** A literal or a comment of a text, and where it is. */
export interface JsoncPiece {
  kind: 'text' | 'comment';
  offset: number;
  length: number;
  /** What a text says; of a comment all of it. */
  value: string;
  path: JsoncPath;
}

/** The texts and the comments of JSON, in order; names of properties are left out. */
export function listJsoncPieces(text: string): JsoncPiece[] {
  const pieces: JsoncPiece[] = [];
  visit(
    text,
    {
      onLiteralValue(value: unknown, offset, length, _line, _column, path) {
        if (typeof value !== 'string') return;
        pieces.push({ kind: 'text', offset, length, value, path: path() });
      },
      onComment(offset, length) {
        const value = text.slice(offset, offset + length);
        pieces.push({ kind: 'comment', offset, length, value, path: [] });
      },
    },
    leniently,
  );
  return pieces;
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** As the first indented line has it; two spaces where there is none. */
function indentationOf(text: string): { insertSpaces: boolean; tabSize: number } {
  const [, indent = '  '] = /^([ \t]+)\S/m.exec(text) ?? [];
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.length };
}
