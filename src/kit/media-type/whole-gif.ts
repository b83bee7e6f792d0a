import type { ByteSource } from './byte-source.ts';

const windowSize = 64 * 1024;
const image = 0x2c;
const extension = 0x21;
const trailer = 0x3b;

/** Walks the blocks of a GIF89a to its trailer, which must be the last byte. */
export async function isWholeGif({ size, read }: ByteSource): Promise<boolean> {
  let start = 0;
  let bytes: Buffer = Buffer.alloc(0);
  const byteAt = async (position: number) => {
    if (position < start || position >= start + bytes.length) {
      start = position;
      bytes = await read(position, windowSize);
    }
    return bytes[position - start] ?? 0;
  };
  const skipBlocks = async (from: number) => {
    let position = from;
    for (;;) {
      const length = await byteAt(position);
      position += 1 + length;
      if (length === 0 || position >= size) return position;
    }
  };

  let position = 13 + tableSize(await byteAt(10));
  while (position < size) {
    const kind = await byteAt(position);
    if (kind === trailer) return position === size - 1;
    if (kind === extension) position = await skipBlocks(position + 2);
    else if (kind === image) {
      const table = tableSize(await byteAt(position + 9));
      position = await skipBlocks(position + 11 + table);
    } else return false;
  }
  return false;
}

/** Of the colours that such flags announce, in bytes. */
function tableSize(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}
