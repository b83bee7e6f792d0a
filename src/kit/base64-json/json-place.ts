import { ScanError } from './scan-error.ts';

/** Where in a JSON document a reader stands, told by the bytes between its strings. */
export interface JsonPlace {
  /** The keys and indexes down to here; changes as the reader goes on. */
  readonly path: readonly (string | number)[];
  /** Whether a string that begins here is a key. */
  readonly expectsKey: boolean;
  /** Whether the document may end here. */
  readonly whole: boolean;
  /** Takes one byte outside of strings; throws ScanError `malformed`. */
  pass(byte: number): void;
  /** A string begins here; throws ScanError `malformed` behind the document's end. */
  beginString(): void;
  /** The key that was read. */
  setKey(key: string): void;
}

// Whatever JSON can be made of outside of strings; the first byte of HTML is not among it.
const literal = new Set(Buffer.from('+-.0123456789Eaeflnrstu'));
const white = new Set(Buffer.from(' \t\r\n'));

/**
 * Makes a place at the start of a document. It is exact for JSON; of text that is none it notices
 * only some, and leaves the rest to `JSON.parse`.
 */
export function createJsonPlace(): JsonPlace {
  const path: (string | number)[] = [];
  let expectsKey = false;
  let begun = false;

  function begin(): void {
    if (begun && path.length === 0) fail();
    begun = true;
  }

  function enter(place: string | number): void {
    begin();
    path.push(place);
    expectsKey = typeof place === 'string';
  }

  function leave(): void {
    if (path.pop() === undefined) fail();
    expectsKey = false;
  }

  function advance(): void {
    const here = path.at(-1);
    if (here === undefined) fail();
    if (typeof here === 'number') path[path.length - 1] = here + 1;
    else expectsKey = true;
  }

  return {
    path,
    get expectsKey() {
      return expectsKey;
    },
    get whole() {
      return begun && path.length === 0;
    },
    pass(byte) {
      if (white.has(byte)) return;
      const char = String.fromCharCode(byte);
      if (char === '{') enter('');
      else if (char === '[') enter(0);
      else if (char === '}' || char === ']') leave();
      else if (char === ',') advance();
      else if (char === ':') expectsKey = false;
      else if (literal.has(byte)) begun = true;
      else fail();
    },
    beginString: begin,
    setKey(key) {
      path[path.length - 1] = key;
    },
  };
}

function fail(): never {
  throw new ScanError('malformed', 'The text is not JSON.');
}
