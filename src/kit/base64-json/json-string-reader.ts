import { ScanError } from './scan-error.ts';

const quote = 0x22;
const backslash = 0x5c;
const letterU = 0x75;
const questionMark = 0x3f;

// The byte an escape's letter stands for; 0 where JSON has no such escape.
const escapes = new Uint8Array(256);
const letters = '"\\/bfnrt';
const meanings = '"\\/\b\f\n\r\t';
for (let i = 0; i < letters.length; i += 1) {
  escapes[letters.charCodeAt(i)] = meanings.charCodeAt(i);
}

/** A piece of a JSON string: its text, and where in the chunk the reader stopped. */
export interface JsonStringPiece {
  /** Without escapes; a view of the chunk where it had none. */
  text: Buffer;
  /** The first byte of the chunk that was not read. */
  next: number;
  /** Whether the string's closing quote was read. */
  closed: boolean;
}

/** Reads the inside of one ASCII JSON string out of chunks that may cut it anywhere. */
export interface JsonStringReader {
  /** Reads on from `position`; throws ScanError `malformed` where an escape is none of JSON's. */
  read(chunk: Buffer, position: number): JsonStringPiece;
}

/** Makes a reader for one string whose opening quote has been read; `\u` beyond ASCII comes out as `?`. */
export function createJsonStringReader(): JsonStringReader {
  let escaped = false;
  /** The digits of a `\u` escape that is not yet whole. */
  let digits: string | undefined;

  /** The byte an escape stands for; undefined while it is not whole. */
  function readEscape(byte: number): number | undefined {
    if (digits === undefined && byte === letterU) {
      digits = '';
      return undefined;
    }
    if (digits === undefined) return escapes[byte] || fail();
    digits += String.fromCharCode(byte);
    return digits.length < 4 ? undefined : unicodeByte(digits);
  }

  function readEscaped(chunk: Buffer, position: number): JsonStringPiece {
    const text = Buffer.allocUnsafe(chunk.length - position);
    let length = 0;
    for (let i = position; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0;
      if (escaped) {
        const resolved = readEscape(byte);
        if (resolved === undefined) continue;
        escaped = false;
        digits = undefined;
        text[length] = resolved;
        length += 1;
      } else if (byte === quote) {
        return { text: text.subarray(0, length), next: i + 1, closed: true };
      } else if (byte === backslash) {
        escaped = true;
      } else {
        text[length] = byte;
        length += 1;
      }
    }
    return { text: text.subarray(0, length), next: chunk.length, closed: false };
  }

  return {
    read(chunk, position) {
      const found = chunk.indexOf(quote, position);
      const closed = found !== -1;
      const end = closed ? found : chunk.length;
      const text = chunk.subarray(position, end);
      if (escaped || text.includes(backslash)) return readEscaped(chunk, position);
      return { text, next: closed ? end + 1 : end, closed };
    },
  };
}

function unicodeByte(digits: string): number {
  if (!/^[\da-f]{4}$/i.test(digits)) fail();
  const code = Number.parseInt(digits, 16);
  return code < 0x80 ? code : questionMark;
}

function fail(): never {
  throw new ScanError('malformed', 'A JSON string holds an escape that JSON does not have.');
}
