import { sniffImage } from '../media-type.ts';
import type { ByteSource } from './byte-source.ts';
import { isWholeGif } from './whole-gif.ts';

const headSize = 4096;
const pngEnd = Buffer.from('0000000049454e44ae426082', 'hex');
const jpegEnd = Buffer.from('ffd9', 'hex');

/**
 * Whether the bytes end where their own format says that they end: a PNG's IEND (ISO/IEC 15948), a
 * JPEG's EOI, the length of a WebP's RIFF, a GIF's trailer, the last box of an AVIF.
 */
export async function isWholeImage(source: ByteSource): Promise<boolean> {
  const head = await source.read(0, headSize);
  switch (sniffImage(head)?.ending) {
    case 'png':
      return endsWith(source, pngEnd);
    case 'jpg':
      return endsWith(source, jpegEnd);
    case 'webp': {
      const length = 8 + head.readUInt32LE(4);
      // Some writers leave out the byte that evens a chunk.
      return source.size === length || source.size === length + (length % 2);
    }
    case 'gif':
      return isWholeGif(source);
    case 'avif':
      return endsWithBox(source);
    default:
      return false;
  }
}

async function endsWith({ size, read }: ByteSource, end: Buffer): Promise<boolean> {
  return size >= end.length && (await read(size - end.length, end.length)).equals(end);
}

/** Boxes of ISO/IEC 14496-12 up to the last byte, a description and the data among them. */
async function endsWithBox({ size, read }: ByteSource): Promise<boolean> {
  const seen = new Set<string>();
  let position = 0;
  while (position + 8 <= size) {
    const header = await read(position, 16);
    const short = header.readUInt32BE(0);
    const isLong = short === 1 && header.length === 16;
    const length = isLong ? Number(header.readBigUInt64BE(8)) : short;
    // A box of length 0 ends with the file, wherever that was meant to be.
    if (length < (isLong ? 16 : 8)) return false;
    seen.add(header.toString('latin1', 4, 8));
    position += length;
  }
  return position === size && seen.has('meta') && seen.has('mdat');
}
