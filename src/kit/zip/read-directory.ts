import type { FileHandle } from 'node:fs/promises';
import { ZipError } from './zip-error.ts';
import { type ZipRecord, zipLayout as zip } from './zip-layout.ts';

// Some two million entries; it is read as a whole.
const maxDirectoryBytes = 256 * 1024 * 1024;
const maxCommentBytes = 0xffff;

interface DirectoryPlace {
  entries: number;
  start: number;
  size: number;
}

/** Reads what stands at the end of a ZIP; throws ZipError where it cannot be true. */
export async function readDirectory(file: FileHandle): Promise<ZipRecord[]> {
  const { size: fileSize } = await file.stat();
  const place = await findDirectory(file, fileSize);
  if (place.size > maxDirectoryBytes) {
    throw new ZipError('unsupported', `Its directory has ${place.size} bytes.`);
  }
  const bytes = await readExactly(file, place.start, place.size);
  const records: ZipRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { record, next } = readRecord(bytes, at);
    records.push(record);
    at = next;
  }
  if (records.length !== place.entries) {
    throw broken(`It tells of ${records.length} entries, not of ${place.entries}.`);
  }
  refuseOverlaps(records, place.start);
  return records;
}

async function findDirectory(file: FileHandle, fileSize: number): Promise<DirectoryPlace> {
  const tailStart = Math.max(0, fileSize - zip.directoryEndBytes - maxCommentBytes);
  const tail = await readExactly(file, tailStart, fileSize - tailStart);
  const at = findEnd(tail);
  if (at === undefined) throw await explainMissingEnd(file, fileSize);
  const place = {
    entries: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    start: tail.readUInt32LE(at + 16),
  };
  const end = tailStart + at;
  const isWide =
    place.entries === zip.full16 || place.size === zip.full32 || place.start === zip.full32;
  const wide = isWide ? await findDirectory64(file, end) : undefined;
  const found = wide?.place ?? place;
  if (found.start + found.size !== (wide?.end ?? end)) {
    throw broken('It does not reach to where it ends.');
  }
  return found;
}

/** The last one whose comment ends with the file; a comment may hold anything. */
function findEnd(tail: Buffer): number | undefined {
  for (let at = tail.length - zip.directoryEndBytes; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== zip.directoryEnd) continue;
    if (at + zip.directoryEndBytes + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return undefined;
}

async function explainMissingEnd(file: FileHandle, fileSize: number): Promise<ZipError> {
  const isZip = fileSize >= 4 && (await readExactly(file, 0, 4)).readUInt32LE() === zip.localHeader;
  return isZip
    ? new ZipError('truncated', 'Its end is missing.')
    : new ZipError('no-zip', 'It is no ZIP.');
}

async function findDirectory64(
  file: FileHandle,
  end: number,
): Promise<{ place: DirectoryPlace; end: number } | undefined> {
  const locatorStart = end - zip.locator64Bytes;
  if (locatorStart < zip.directoryEnd64Bytes) return undefined;
  const locator = await readExactly(file, locatorStart, zip.locator64Bytes);
  // Exactly 65,535 entries, in 32 bits.
  if (locator.readUInt32LE(0) !== zip.locator64) return undefined;
  const start = toNumber(locator.readBigUInt64LE(8));
  if (start + zip.directoryEnd64Bytes > locatorStart) throw broken('Its end stands elsewhere.');
  const bytes = await readExactly(file, start, zip.directoryEnd64Bytes);
  if (bytes.readUInt32LE(0) !== zip.directoryEnd64) throw broken('Its end is not where it says.');
  const place = {
    entries: toNumber(bytes.readBigUInt64LE(32)),
    size: toNumber(bytes.readBigUInt64LE(40)),
    start: toNumber(bytes.readBigUInt64LE(48)),
  };
  return { place, end: start };
}

function readRecord(bytes: Buffer, at: number): { record: ZipRecord; next: number } {
  const nameAt = at + zip.directoryHeaderBytes;
  if (nameAt > bytes.length || bytes.readUInt32LE(at) !== zip.directoryHeader) {
    throw broken('It breaks off.');
  }
  const extraAt = nameAt + bytes.readUInt16LE(at + 28);
  const commentAt = extraAt + bytes.readUInt16LE(at + 30);
  const next = commentAt + bytes.readUInt16LE(at + 32);
  if (next > bytes.length) throw broken('It breaks off.');
  const wide = readWide(bytes.subarray(extraAt, commentAt));
  const orWide = (value: number) => (value === zip.full32 ? (wide.shift() ?? value) : value);
  // In this order, each only where its 32 bits are full.
  const size = orWide(bytes.readUInt32LE(at + 24));
  const packedSize = orWide(bytes.readUInt32LE(at + 20));
  const offset = orWide(bytes.readUInt32LE(at + 42));
  const record = {
    name: bytes.toString('utf8', nameAt, extraAt),
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    crc: bytes.readUInt32LE(at + 16),
    packedSize,
    size,
    offset,
  };
  return { record, next };
}

/** The 64-bit numbers of an entry, in their order. */
function readWide(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (end > extra.length) break;
    if (extra.readUInt16LE(at) === zip.extra64) {
      const count = Math.floor((end - at - 4) / 8);
      return Array.from({ length: count }, (_, place) =>
        toNumber(extra.readBigUInt64LE(at + 4 + place * 8)),
      );
    }
    at = end;
  }
  return [];
}

/** Entries that share their bytes make a small file an endless one. */
function refuseOverlaps(records: readonly ZipRecord[], directoryStart: number): void {
  let end = 0;
  for (const { name, offset, packedSize } of records.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < end) throw broken('Its entries lie over each other.');
    end = offset + zip.localHeaderBytes + Buffer.byteLength(name) + packedSize;
  }
  if (end > directoryStart) throw broken('Its entries lie over their directory.');
}

function toNumber(wide: bigint): number {
  if (wide > BigInt(Number.MAX_SAFE_INTEGER)) throw broken('A number in it cannot be true.');
  return Number(wide);
}

/** A piece of a file; throws ZipError where the file does not reach that far. */
export async function readExactly(
  file: FileHandle,
  start: number,
  length: number,
): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) throw new ZipError('truncated', 'It ends in the middle.');
    filled += bytesRead;
  }
  return bytes;
}

function broken(message: string): ZipError {
  return new ZipError('broken-directory', message);
}
