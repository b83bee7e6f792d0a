import { type ImageDimensions, unknownDimensions } from './image-dimensions.ts';

/** The dimensions of a WebP, lossy, lossless or extended (RFC 9649); undefined where it is none. */
export function readWebp(head: Buffer): ImageDimensions | undefined {
  if (head.toString('latin1', 0, 4) !== 'RIFF') return undefined;
  if (head.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  if (head.length < 30) return unknownDimensions;
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return {
        width: head.readUInt16LE(26) & 0x3fff,
        height: head.readUInt16LE(28) & 0x3fff,
      };
    case 'VP8L': {
      const bits = head.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
    default:
      return unknownDimensions;
  }
}
