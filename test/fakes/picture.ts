import { createHash } from 'node:crypto';
import { solidPng } from './png.ts';

/** A picture that is made while it is read, so that it may be of any size. */
export interface Picture {
  /** In bytes. */
  size: number;
  /** Its bytes, in pieces whose lengths divide by 3 but for the last: each is base64 on its own. */
  pieces(): Iterable<Buffer>;
}

const pieceBytes = 48 * 1024;
const noise = createNoise();

/** A whole PNG; where `bytes` is more than it takes, noise follows it up to that size. */
export function createPicture(options: {
  width: number;
  height: number;
  color: number;
  bytes?: number;
}): Picture {
  const png = solidPng(options.width, options.height, options.color);
  const size = Math.max(png.length, options.bytes ?? 0);
  return {
    size,
    *pieces() {
      for (let at = 0; at < size; at += pieceBytes) {
        const length = Math.min(pieceBytes, size - at);
        const front = png.subarray(at, at + length);
        yield front.length === length
          ? front
          : Buffer.concat([front, noise.subarray(0, length - front.length)]);
      }
    },
  };
}

/** Bytes that are there already. */
export function pictureOf(file: Buffer): Picture {
  return {
    size: file.length,
    *pieces() {
      for (let at = 0; at < file.length; at += pieceBytes) {
        yield file.subarray(at, at + pieceBytes);
      }
    },
  };
}

/** What a reader of the picture must have got. */
export function pictureHash(picture: Picture): string {
  const hash = createHash('sha256');
  for (const piece of picture.pieces()) hash.update(piece);
  return hash.digest('hex');
}

function createNoise(): Buffer {
  const bytes = Buffer.alloc(pieceBytes);
  let state = 0x2545f491;
  for (let i = 0; i < bytes.length; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[i] = state & 255;
  }
  return bytes;
}
