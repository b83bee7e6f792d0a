import { randomBytes } from 'node:crypto';

/** A part of a form to be sent. */
export interface WritePart {
  name: string;
  /** Makes it a file. */
  fileName?: string;
  /** Default for a file `application/octet-stream`, for the rest none. */
  mediaType?: string;
  body: string | AsyncIterable<Uint8Array>;
  /** In bytes, of a body that is an iterable. */
  size?: number;
}

/** A form ready to be sent once; its length is known where every part's is. */
export interface WrittenForm {
  contentType: string;
  contentLength: number | undefined;
  body: AsyncIterable<Uint8Array>;
}

/** Writes a `multipart/form-data` body, parts in their order, each read only when its turn comes. */
export function writeMultipart(parts: readonly WritePart[]): WrittenForm {
  const boundary = `form-${randomBytes(18).toString('hex')}`;
  const pieces = parts.flatMap((part) => [
    textPiece(partHead(part, boundary)),
    typeof part.body === 'string' ? textPiece(part.body) : { body: part.body, size: part.size },
    textPiece('\r\n'),
  ]);
  pieces.push(textPiece(`--${boundary}--\r\n`));
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    contentLength: pieces.reduce<number | undefined>(
      (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
      0,
    ),
    body: writePieces(pieces),
  };
}

interface Piece {
  body: Buffer | AsyncIterable<Uint8Array>;
  size: number | undefined;
}

function textPiece(text: string): Piece {
  const body = Buffer.from(text);
  return { body, size: body.length };
}

async function* writePieces(pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
  for (const { body } of pieces) {
    if (Buffer.isBuffer(body)) yield body;
    else yield* body;
  }
}

function partHead(part: WritePart, boundary: string): string {
  const isFile = part.fileName !== undefined;
  const fileName = isFile ? `; filename="${escapeName(part.fileName)}"` : '';
  const mediaType = part.mediaType ?? (isFile ? 'application/octet-stream' : '');
  return [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${escapeName(part.name)}"${fileName}`,
    ...(mediaType === '' ? [] : [`Content-Type: ${mediaType.replace(/[\r\n]/g, '')}`]),
    '\r\n',
  ].join('\r\n');
}

/** As browsers do (HTML standard, 4.10.21.8): UTF-8, with these three alone escaped. */
function escapeName(name = ''): string {
  return name.replace(/["\r\n]/g, encodeURIComponent);
}
