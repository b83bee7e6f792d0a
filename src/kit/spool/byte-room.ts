/** A bound in bytes that several share. */
export interface ByteRoom {
  /** Tells whether there was room, and takes it. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

/** Makes a room of so many bytes. */
export function createByteRoom(total: number): ByteRoom {
  let left = total;
  return {
    take(bytes) {
      if (bytes > left) return false;
      left -= bytes;
      return true;
    },
    give(bytes) {
      left += bytes;
    },
  };
}
