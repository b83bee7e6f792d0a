import type { FileHandle } from 'node:fs/promises';

// Base64 of it comes out even, and so do the pieces it is encoded in.
const pieceSize = 192 * 1024;

/**
 * The bytes of an open file from `start` up to `end`; throws where the file ends before. Where they
 * are only `passing`, each piece is good until the next one is asked for.
 */
export async function* readFileRange(
  file: FileHandle,
  start: number,
  end: number,
  passing = false,
): AsyncGenerator<Buffer> {
  let position = start;
  let scratch: Buffer | undefined;
  while (position < end) {
    const wanted = Math.min(pieceSize, end - position);
    const piece = scratch ?? Buffer.allocUnsafe(wanted);
    if (passing) scratch = piece;
    const { bytesRead } = await file.read(piece, 0, wanted, position);
    if (bytesRead === 0) throw new Error(`The file ends at byte ${position}, not at ${end}.`);
    position += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}
