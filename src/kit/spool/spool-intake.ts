import { createHash } from 'node:crypto';

// Enough for the dimensions of nearly any JPEG, whose EXIF block alone may take 64 KiB.
const headSize = 64 * 1024;

/** What is known of bytes that were all taken in. */
export interface SpoolEnd {
  /** In bytes. */
  size: number;
  /** In hex. */
  sha256: string;
  /** The first bytes, at most 64 KiB. */
  head: Buffer;
}

/** Counts, hashes and remembers the head of bytes on their way in. */
export interface SpoolIntake {
  readonly size: number;
  take(chunk: Uint8Array): void;
  /** A step of its own, cheaper by the batch. */
  hash(batch: Uint8Array): void;
  finish(): SpoolEnd;
}

/** Makes an intake that has taken nothing yet. */
export function createSpoolIntake(): SpoolIntake {
  const digest = createHash('sha256');
  let head = Buffer.alloc(0);
  let size = 0;
  return {
    get size() {
      return size;
    },
    take(chunk) {
      if (head.length === 0) head = Buffer.allocUnsafeSlow(headSize);
      if (size < headSize) head.set(chunk.subarray(0, headSize - size), size);
      size += chunk.length;
    },
    hash(batch) {
      digest.update(batch);
    },
    finish() {
      return {
        size,
        sha256: digest.digest('hex'),
        head: head.subarray(0, Math.min(size, headSize)),
      };
    },
  };
}
