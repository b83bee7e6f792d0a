/** Signatures, flags and sizes of https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT. */
export const zipLayout = {
  localHeader: 0x04034b50,
  localHeaderBytes: 30,
  dataDescriptor: 0x08074b50,
  directoryHeader: 0x02014b50,
  directoryHeaderBytes: 46,
  directoryEnd: 0x06054b50,
  directoryEndBytes: 22,
  directoryEnd64: 0x06064b50,
  directoryEnd64Bytes: 56,
  locator64: 0x07064b50,
  locator64Bytes: 20,
  /** The extra field with the numbers that need 64 bits. */
  extra64: 1,
  /** In the flags: encrypted; sizes stand behind the bytes; the name is UTF-8. */
  encrypted: 1,
  sizesBehind: 8,
  utf8: 0x800,
  stored: 0,
  deflated: 8,
  /** These say that the number stands elsewhere, in 64 bits. */
  full16: 0xffff,
  full32: 0xffffffff,
} as const;

/** What the directory at the end of a ZIP tells of one entry. */
export interface ZipRecord {
  name: string;
  flags: number;
  /** 0 stored, 8 deflated. */
  method: number;
  /** CRC-32 of its bytes. */
  crc: number;
  /** In bytes, as they stand in the file. */
  packedSize: number;
  /** In bytes. */
  size: number;
  /** Of its local header, in bytes from the start of the file. */
  offset: number;
}
