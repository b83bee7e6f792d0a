import type { FileHandle } from 'node:fs/promises';

const pieceSize = 128 * 1024;

/** The bytes of an open file from `start` up to `end`; throws where the file ends before. */
export async function* readFileRange(
  file: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  let position = start;
  while (position < end) {
    const piece = Buffer.allocUnsafe(Math.min(pieceSize, end - position));
    const { bytesRead } = await file.read(piece, 0, piece.length, position);
    if (bytesRead === 0) throw new Error(`The file ends at byte ${position}, not at ${end}.`);
    position += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}
