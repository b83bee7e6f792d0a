import { ScanError } from './scan-error.ts';

const scheme = 'data:';
// A media type with its parameters is short; without a bound, a comma that never comes would be held for ever.
const maxPrefix = 1024;
const nothing = Buffer.alloc(0);

/** Cuts a `data:<media type>;base64,` prefix off the front of text that comes in pieces. */
export interface DataPrefix {
  /** False while the text so far may still be, or lead up to, a prefix. */
  readonly decided: boolean;
  /** The prefix's media type in lower case; undefined without a prefix or where it names none. */
  readonly mediaType: string | undefined;
  /** What of this piece, and of pieces held back before it, lies behind the prefix. */
  cut(piece: Buffer): Buffer;
  /** The text is over: gives back what was held, which is no base64 where a prefix had begun. */
  finish(): Buffer;
}

/** Makes a cutter for one text; ScanError `bad-base64` where a prefix is not of base64. */
export function createDataPrefix(): DataPrefix {
  let held: Buffer = nothing;
  let decided = false;
  let mediaType: string | undefined;

  function decide(rest: Buffer): Buffer {
    decided = true;
    held = nothing;
    return rest;
  }

  return {
    get decided() {
      return decided;
    },
    get mediaType() {
      return mediaType;
    },
    cut(piece) {
      if (decided) return piece;
      held = held.length === 0 ? piece : Buffer.concat([held, piece]);
      const text = held.toString('latin1', 0, maxPrefix).toLowerCase();
      if (!text.startsWith(scheme.slice(0, text.length))) return decide(held);
      const comma = text.indexOf(',');
      if (comma === -1) {
        if (held.length >= maxPrefix) throw badPrefix();
        return nothing;
      }
      mediaType = readMediaType(text.slice(scheme.length, comma));
      return decide(held.subarray(comma + 1));
    },
    finish: () => decide(held),
  };
}

function readMediaType(header: string): string | undefined {
  const parts = header.split(';').map((part) => part.trim());
  if (parts.at(-1) !== 'base64') throw badPrefix();
  return parts.length > 1 && parts[0] ? parts[0] : undefined;
}

function badPrefix(): ScanError {
  return new ScanError('bad-base64', 'A data: prefix does not announce base64.');
}
