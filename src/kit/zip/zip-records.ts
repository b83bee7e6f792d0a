import { type ZipRecord, zipLayout as zip } from './zip-layout.ts';

// Version 4.5 of the format knows 64-bit sizes; 3 is Unix, whose file modes the directory may tell.
const version = 45;
const madeOnUnix = (3 << 8) | version;
const plainFile = (0o100644 << 16) >>> 0;

/** What stands before an entry's bytes; what is not known yet stands behind them. */
export function localHeader(name: Buffer, modifiedAt: Date): Buffer {
  const header = Buffer.alloc(zip.localHeaderBytes);
  header.writeUInt32LE(zip.localHeader, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(zip.sizesBehind | zip.utf8, 6);
  header.writeUInt16LE(zip.stored, 8);
  header.writeUInt32LE(toDosTime(modifiedAt), 10);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

/** What stands behind an entry's bytes: their checksum and how many they were. */
export function dataDescriptor({ crc, size }: Pick<ZipRecord, 'crc' | 'size'>): Buffer {
  const wide = size >= zip.full32;
  const descriptor = Buffer.alloc(wide ? 24 : 16);
  descriptor.writeUInt32LE(zip.dataDescriptor, 0);
  descriptor.writeUInt32LE(crc, 4);
  for (const [place, value] of [size, size].entries()) {
    if (wide) descriptor.writeBigUInt64LE(BigInt(value), 8 + place * 8);
    else descriptor.writeUInt32LE(value, 8 + place * 4);
  }
  return descriptor;
}

/** An entry's place in the directory at the end. */
export function directoryRecord(
  name: Buffer,
  modifiedAt: Date,
  { crc, size, offset }: Pick<ZipRecord, 'crc' | 'size' | 'offset'>,
): Buffer {
  const wideSize = size >= zip.full32;
  const wideOffset = offset >= zip.full32;
  const wide = [...(wideSize ? [size, size] : []), ...(wideOffset ? [offset] : [])];
  const extra = Buffer.alloc(wide.length === 0 ? 0 : 4 + wide.length * 8);
  if (wide.length > 0) {
    extra.writeUInt16LE(zip.extra64, 0);
    extra.writeUInt16LE(wide.length * 8, 2);
    for (const [place, value] of wide.entries()) {
      extra.writeBigUInt64LE(BigInt(value), 4 + place * 8);
    }
  }
  const header = Buffer.alloc(zip.directoryHeaderBytes);
  header.writeUInt32LE(zip.directoryHeader, 0);
  header.writeUInt16LE(madeOnUnix, 4);
  header.writeUInt16LE(version, 6);
  header.writeUInt16LE(zip.sizesBehind | zip.utf8, 8);
  header.writeUInt16LE(zip.stored, 10);
  header.writeUInt32LE(toDosTime(modifiedAt), 12);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(wideSize ? zip.full32 : size, 20);
  header.writeUInt32LE(wideSize ? zip.full32 : size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(plainFile, 38);
  header.writeUInt32LE(wideOffset ? zip.full32 : offset, 42);
  return Buffer.concat([header, name, extra]);
}

/** The end of the file: where the directory stands, in 64 bits too where 32 do not hold it. */
export function directoryEnd(directory: { entries: number; start: number; size: number }): Buffer {
  const { entries, start, size } = directory;
  const end = Buffer.alloc(zip.directoryEndBytes);
  const fewEntries = Math.min(entries, zip.full16);
  end.writeUInt32LE(zip.directoryEnd, 0);
  end.writeUInt16LE(fewEntries, 8);
  end.writeUInt16LE(fewEntries, 10);
  end.writeUInt32LE(Math.min(size, zip.full32), 12);
  end.writeUInt32LE(Math.min(start, zip.full32), 16);
  const fits = entries < zip.full16 && size < zip.full32 && start < zip.full32;
  return fits ? end : Buffer.concat([directoryEnd64(directory), end]);
}

function directoryEnd64(directory: { entries: number; start: number; size: number }): Buffer {
  const { entries, start, size } = directory;
  const end = Buffer.alloc(zip.directoryEnd64Bytes + zip.locator64Bytes);
  end.writeUInt32LE(zip.directoryEnd64, 0);
  end.writeBigUInt64LE(BigInt(zip.directoryEnd64Bytes - 12), 4);
  end.writeUInt16LE(madeOnUnix, 12);
  end.writeUInt16LE(version, 14);
  end.writeBigUInt64LE(BigInt(entries), 24);
  end.writeBigUInt64LE(BigInt(entries), 32);
  end.writeBigUInt64LE(BigInt(size), 40);
  end.writeBigUInt64LE(BigInt(start), 48);
  const locator = zip.directoryEnd64Bytes;
  end.writeUInt32LE(zip.locator64, locator);
  end.writeBigUInt64LE(BigInt(start + size), locator + 8);
  end.writeUInt32LE(1, locator + 16);
  return end;
}

/** Two seconds are the least it can tell, and 1980 the first year. */
function toDosTime(at: Date): number {
  const year = Math.min(2107, Math.max(1980, at.getFullYear()));
  const date = ((year - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  return ((date << 16) | time) >>> 0;
}
