import { ScanError } from './scan-error.ts';

const nothing = Buffer.alloc(0);
const equals = 0x3d;
/** For what a socket gives at once, in bytes. */
const usualRoom = 48 * 1024 + 3;

// What a byte means in base64 text; 0 where it has no business there.
const digit = 1;
const white = 2;
const padding = 3;
const meanings = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') {
  meanings[char.charCodeAt(0)] = digit;
}
for (const char of ' \t\r\n') meanings[char.charCodeAt(0)] = white;
meanings[equals] = padding;

/** Turns base64 text that comes in pieces, cut anywhere, into bytes. */
export interface Base64Decoder {
  /** The bytes of all groups this piece completes; throws ScanError `bad-base64`. */
  decode(piece: Buffer): Buffer;
  /** The bytes of the last, short group; throws ScanError where it cannot be the last. */
  finish(): Buffer;
}

/**
 * Makes a decoder of one text: both alphabets, white space skipped, padding wanted or not. Where its
 * bytes are only `passing`, those of one piece are good until the next piece is decoded.
 */
export function createBase64Decoder(passing = false): Base64Decoder {
  let carry: Buffer = nothing;
  let padded = 0;
  let scratch: Buffer = nothing;

  /** Fresh memory for every piece of a big picture is what sets off V8's collections. */
  function takeRoom(size: number): Buffer {
    if (!passing) return Buffer.allocUnsafe(size);
    if (scratch.length < size) scratch = Buffer.allocUnsafeSlow(Math.max(size, usualRoom));
    return scratch.subarray(0, size);
  }

  /** Undefined, and nothing has changed, where one of the characters is no digit. */
  function decodeGroups(digits: Buffer): Buffer | undefined {
    const rest = (carry.length + digits.length) % 4;
    const groups = (carry.length + digits.length - rest) / 4;
    const from = carry.length === 0 || groups === 0 ? 0 : 4 - carry.length;
    const to = groups === 0 ? 0 : digits.length - rest;
    const bytes = takeRoom(groups * 3);
    let written = 0;
    if (from > 0) written = bytes.write(latin1(carry) + latin1(digits, 0, from), 'base64');
    written += bytes.write(latin1(digits, from, to), written, 'base64');
    // The built-in decoder skips what it does not know: a bad character shows in the length.
    if (written !== bytes.length) return undefined;
    const tail = digits.subarray(to);
    carry = groups === 0 ? Buffer.concat([carry, tail]) : Buffer.from(tail);
    return bytes;
  }

  function clean(text: Buffer): Buffer {
    const digits = Buffer.allocUnsafe(text.length);
    let length = 0;
    for (let i = 0; i < text.length; i += 1) {
      const byte = text[i] ?? 0;
      const meaning = meanings[byte];
      if (meaning === digit && padded === 0) {
        digits[length] = byte;
        length += 1;
      } else if (meaning === padding && padded < 2) padded += 1;
      else if (meaning !== white) fail();
    }
    return digits.subarray(0, length);
  }

  return {
    decode(piece) {
      if (padded === 0) {
        const end = startOfPadding(piece);
        const bytes = decodeGroups(piece.subarray(0, end));
        if (bytes !== undefined) {
          carry = clean(carry);
          clean(piece.subarray(end));
          return bytes;
        }
      }
      return decodeGroups(clean(piece)) ?? fail();
    },
    finish() {
      if (carry.length === 1) fail();
      return Buffer.from(latin1(carry), 'base64');
    },
  };
}

function latin1(bytes: Buffer, start = 0, end = bytes.length): string {
  return bytes.toString('latin1', start, end);
}

/** Where up to two trailing `=` begin. */
function startOfPadding(piece: Buffer): number {
  if (piece.at(-1) !== equals) return piece.length;
  return piece.at(-2) === equals ? piece.length - 2 : piece.length - 1;
}

function fail(): never {
  throw new ScanError('bad-base64', 'The text is not base64.');
}
