import { createGrowingBuffer } from './growing-buffer.ts';
import { createJsonPlace } from './json-place.ts';
import { ScanError } from './scan-error.ts';

/** Where a value stands in a JSON document: keys and indexes from the root down. */
export type JsonPath = readonly (string | number)[];

/** What a path scanner found at the end of its reading. */
export interface JsonPathStop {
  /** The first byte of the chunk that was not read. */
  next: number;
  /** The path of a wanted string whose opening quote was just read; undefined at the chunk's end. */
  path: JsonPath | undefined;
}

/**
 * Follows the structure of a JSON document and stops at the strings that are wanted, which others
 * then read and replace; keeps all the rest for `JSON.parse` to judge.
 */
export interface JsonPathScanner {
  /** Reads on from `position`; throws ScanError `malformed` or `too-large`. */
  scan(chunk: Buffer, position: number): JsonPathStop;
  /** Puts this JSON where the wanted string stood, once that has been read; throws ScanError `too-large`. */
  replace(json: string): void;
  /** Takes the wanted string for one like all others: the next scan reads it. */
  keepString(): void;
  /** The document is over: throws ScanError `truncated` or `malformed` where it is not whole. */
  finish(): unknown;
}

const quote = 0x22;
const backslash = 0x5c;
const openingQuote = Buffer.from('"');

/** Makes a scanner that keeps at most `maxBytes` of everything but the wanted strings. */
export function createJsonPathScanner(
  /** The path it is shown changes afterwards: not to be kept. */
  isWanted: (path: JsonPath) => boolean,
  maxBytes: number,
): JsonPathScanner {
  const kept = createGrowingBuffer();
  const place = createJsonPlace();
  let insideString = false;
  let escaped = false;
  let keyStart: number | undefined;

  function keep(bytes: Buffer): void {
    if (kept.length + bytes.length > maxBytes) {
      throw new ScanError('too-large', `The JSON beside the images is over ${maxBytes} bytes.`);
    }
    kept.append(bytes);
  }

  function scanString(chunk: Buffer, position: number): number {
    let next = position;
    while (next < chunk.length && insideString) {
      const byte = chunk[next];
      if (escaped) escaped = false;
      else if (byte === backslash) escaped = true;
      else if (byte === quote) insideString = false;
      next += 1;
    }
    keep(chunk.subarray(position, next));
    if (!insideString && keyStart !== undefined) {
      place.setKey(String(parse(kept.view(keyStart))));
      keyStart = undefined;
    }
    return next;
  }

  function scanStructure(chunk: Buffer, position: number): number {
    let next = position;
    while (next < chunk.length && chunk[next] !== quote) {
      place.pass(chunk[next] ?? 0);
      next += 1;
    }
    keep(chunk.subarray(position, next));
    return next;
  }

  /** The path of the string that begins here, where it is wanted. */
  function beginString(): JsonPath | undefined {
    place.beginString();
    if (!place.expectsKey && isWanted(place.path)) return [...place.path];
    if (place.expectsKey) keyStart = kept.length;
    keepString();
    return undefined;
  }

  function keepString(): void {
    insideString = true;
    keep(openingQuote);
  }

  return {
    scan(chunk, position) {
      let next = position;
      while (next < chunk.length) {
        if (insideString) next = scanString(chunk, next);
        else if (chunk[next] !== quote) next = scanStructure(chunk, next);
        else {
          next += 1;
          const path = beginString();
          if (path !== undefined) return { next, path };
        }
      }
      return { next, path: undefined };
    },
    replace: (json) => keep(Buffer.from(json)),
    keepString,
    finish() {
      if (insideString || !place.whole) {
        throw new ScanError('truncated', 'The JSON ends in its middle.');
      }
      return parse(kept.view());
    },
  };
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString('utf8'));
  } catch {
    // The parser's own message quotes the text, which may hold what must not be logged.
    throw new ScanError('malformed', 'The text is not JSON.');
  }
}
