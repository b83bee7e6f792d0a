import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { readFileRange } from './spool/read-file-range.ts';
import { readDirectory, readExactly } from './zip/read-directory.ts';
import { ZipError } from './zip/zip-error.ts';
import { type ZipRecord, zipLayout as zip } from './zip/zip-layout.ts';

export { ZipError, type ZipErrorKind } from './zip/zip-error.ts';

/** A file within a ZIP. */
export type ZipFileEntry = Pick<ZipRecord, 'name' | 'size'>;

/** A ZIP, open to be read in any order. */
export interface ZipFile {
  /** By name, in the order of its directory; folders are left out. */
  entries: ReadonlyMap<string, ZipFileEntry>;
  /**
   * The bytes of an entry, exactly as many as it says; throws ZipError `broken-entry` where they are
   * more or fewer, or other ones than were put in.
   */
  read(name: string): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens a ZIP; throws ZipError for what is none, is cut off, or has an entry that is encrypted, there
 * twice, packed other than by deflate, or named so that it would leave its folder.
 */
export async function openZip(path: string): Promise<ZipFile> {
  const file = await open(path, 'r');
  try {
    const records = new Map<string, ZipRecord>();
    for (const record of await readDirectory(file)) {
      checkRecord(record);
      if (records.has(record.name)) {
        throw new ZipError('broken-directory', `${JSON.stringify(record.name)} is there twice.`);
      }
      if (!record.name.endsWith('/')) records.set(record.name, record);
    }
    return {
      entries: records,
      read(name) {
        const record = records.get(name);
        if (!record) throw new TypeError(`There is no ${name} in it.`);
        return readEntry(file, record);
      },
      close: () => file.close(),
    };
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

function checkRecord({ name, flags, method, size, packedSize }: ZipRecord): void {
  const shown = JSON.stringify(name);
  const isUnsafe =
    /^[/\\]|^[a-z]:|[\\\p{Cc}]/iu.test(name) ||
    name.split('/').some((part) => /^\.\.?$/.test(part));
  if (isUnsafe || name === '') throw new ZipError('unsafe-name', `${shown} is no safe name.`);
  if ((flags & zip.encrypted) !== 0) throw new ZipError('unsupported', `${shown} is encrypted.`);
  if (method !== zip.stored && method !== zip.deflated) {
    throw new ZipError('unsupported', `${shown} is packed by method ${method}.`);
  }
  if (method === zip.stored && size !== packedSize) {
    throw new ZipError('broken-directory', `${shown} has two sizes.`);
  }
}

async function* readEntry(file: FileHandle, record: ZipRecord): AsyncGenerator<Buffer> {
  const { name, size, method, crc } = record;
  const packed = await openPacked(file, record);
  let taken = 0;
  let sum = 0;
  for await (const piece of method === zip.stored ? packed : inflate(packed, name)) {
    taken += piece.length;
    if (taken > size) throw broken(name, `is larger than the ${size} bytes it says`);
    sum = crc32(piece, sum);
    yield piece;
  }
  if (taken !== size) throw broken(name, `has ${taken} bytes, not ${size}`);
  if (sum !== crc) throw broken(name, 'was changed');
}

async function openPacked(file: FileHandle, record: ZipRecord): Promise<AsyncIterable<Buffer>> {
  const { name, offset, packedSize } = record;
  const header = await readExactly(file, offset, zip.localHeaderBytes);
  const nameLength = header.readUInt16LE(26);
  const nameBytes = await readExactly(file, offset + header.length, nameLength);
  if (header.readUInt32LE(0) !== zip.localHeader || nameBytes.toString() !== name) {
    throw broken(name, 'does not stand where the directory says');
  }
  const start = offset + header.length + nameLength + header.readUInt16LE(28);
  return readFileRange(file, start, start + packedSize);
}

async function* inflate(packed: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const source = Readable.from(packed, { objectMode: false });
  const inflating = createInflateRaw();
  source.once('error', (error) => inflating.destroy(error));
  try {
    yield* source.pipe(inflating);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    if (!code.startsWith('Z_')) throw thrown;
    throw broken(name, 'cannot be unpacked');
  } finally {
    source.destroy();
  }
}

function broken(name: string, reason: string): ZipError {
  return new ZipError('broken-entry', `${JSON.stringify(name)} ${reason}.`);
}
