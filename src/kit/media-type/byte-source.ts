/** Bytes that can be read at any place. */
export interface ByteSource {
  /** In bytes. */
  size: number;
  /** Fewer than `length` only at the end. */
  read(start: number, length: number): Promise<Buffer>;
}
