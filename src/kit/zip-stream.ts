import { crc32 } from 'node:zlib';
import { dataDescriptor, directoryEnd, directoryRecord, localHeader } from './zip/zip-records.ts';

/** A file to be put into a ZIP. */
export interface ZipEntry {
  /** With `/` between folders. */
  name: string;
  modifiedAt: Date;
  /** Read once, when its turn comes. */
  bytes: AsyncIterable<Uint8Array>;
}

/**
 * A ZIP as a stream of bytes, its files stored as they are, of any number and size; held in memory
 * are some 100 bytes a file, for the directory at the end. An entry's bytes are read only while
 * somebody reads the ZIP.
 */
export async function* streamZip(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const directory: Buffer[] = [];
  let offset = 0;
  for await (const { name, modifiedAt, bytes } of entries) {
    const nameBytes = Buffer.from(name);
    const header = localHeader(nameBytes, modifiedAt);
    yield header;
    let crc = 0;
    let size = 0;
    for await (const piece of bytes) {
      crc = crc32(piece, crc);
      size += piece.length;
      yield piece;
    }
    const descriptor = dataDescriptor({ crc, size });
    yield descriptor;
    directory.push(directoryRecord(nameBytes, modifiedAt, { crc, size, offset }));
    offset += header.length + size + descriptor.length;
  }
  const size = directory.reduce((sum, record) => sum + record.length, 0);
  yield* directory;
  yield directoryEnd({ entries: directory.length, start: offset, size });
}
