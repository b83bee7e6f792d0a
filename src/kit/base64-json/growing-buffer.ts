/** Bytes that are gathered in one piece of memory. */
export interface GrowingBuffer {
  readonly length: number;
  append(bytes: Uint8Array): void;
  /** A view of what was gathered; the next append may leave it behind. */
  view(start?: number): Buffer;
}

/** Starts small and doubles, so that one-byte pieces cost no more than big ones. */
export function createGrowingBuffer(): GrowingBuffer {
  let memory = Buffer.allocUnsafe(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    append(bytes) {
      if (length + bytes.length > memory.length) {
        const larger = Buffer.allocUnsafe(Math.max(memory.length * 2, length + bytes.length));
        memory.copy(larger, 0, 0, length);
        memory = larger;
      }
      memory.set(bytes, length);
      length += bytes.length;
    },
    view(start = 0) {
      return memory.subarray(start, length);
    },
  };
}
