import { encodeBase64Text } from './base64.ts';

/** Bytes that shall stand in a JSON document as base64. */
export interface Base64Source {
  /** In bytes, before encoding. */
  size: number;
  bytes(): AsyncIterable<Uint8Array>;
  /** The same, each piece good only until the next one is asked for. */
  passing?(): AsyncIterable<Uint8Array>;
}

/** A document ready to be sent: its length is known before a byte is read. */
export interface JsonDocument {
  /** In bytes. */
  contentLength: number;
  /** Read once, as either of them. */
  body: AsyncIterable<Buffer>;
  /** The same for a socket, which takes strings without a copy; they are ASCII. */
  pieces: AsyncIterable<Buffer | string>;
  /** All of it, where nothing has to be read for it. */
  text?: string;
}

/**
 * Turns `value` into JSON in which every string that is a key of `sources` is replaced by the base64
 * of that source, streamed and never held. The keys must be random enough to stand nowhere else.
 */
export function jsonWithBase64(
  value: unknown,
  sources: ReadonlyMap<string, Base64Source>,
): JsonDocument {
  const json = JSON.stringify(value);
  const pieces = cutAtKeys(json, sources);
  const lengths = pieces.map((piece) =>
    typeof piece === 'string' ? Buffer.byteLength(piece) : base64Length(piece.size),
  );
  const contentLength = lengths.reduce((sum, length) => sum + length, 0);
  const isText = sources.size === 0;
  return {
    contentLength,
    body: asBuffers(write(pieces)),
    pieces: write(pieces),
    ...(isText && { text: json }),
  };
}

function cutAtKeys(text: string, sources: ReadonlyMap<string, Base64Source>) {
  let pieces: (string | Base64Source)[] = [text];
  for (const [key, source] of sources) {
    pieces = pieces.flatMap((piece) => {
      if (typeof piece !== 'string') return [piece];
      const at = piece.indexOf(key);
      return at < 0 ? [piece] : [piece.slice(0, at), source, piece.slice(at + key.length)];
    });
  }
  return pieces;
}

async function* write(pieces: readonly (string | Base64Source)[]): AsyncGenerator<Buffer | string> {
  for (const piece of pieces) {
    if (typeof piece === 'string') yield Buffer.from(piece);
    else yield* encodeBase64Text(piece.passing?.() ?? piece.bytes());
  }
}

async function* asBuffers(pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    yield typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
  }
}

/** How many characters base64 takes for so many bytes, padding included. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}
