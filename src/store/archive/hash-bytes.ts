import { createHash } from 'node:crypto';

/** What went through; to be asked for when it is through. */
export interface PassedBytes {
  size: number;
  /** In hex. */
  sha256: string;
}

/** Passes bytes on, then tells how many they were and their hash. */
export async function* hashBytes<Piece extends Uint8Array>(
  bytes: AsyncIterable<Piece>,
  onEnd: (passed: PassedBytes) => void,
): AsyncGenerator<Piece> {
  const digest = createHash('sha256');
  let size = 0;
  for await (const piece of bytes) {
    digest.update(piece);
    size += piece.length;
    yield piece;
  }
  onEnd({ size, sha256: digest.digest('hex') });
}

/** The same, of bytes that are wanted for nothing else. */
export async function hashAll(bytes: AsyncIterable<Uint8Array>): Promise<PassedBytes> {
  let passed: PassedBytes = { size: 0, sha256: '' };
  const through = hashBytes(bytes, (end) => {
    passed = end;
  });
  for await (const _ of through);
  return passed;
}
