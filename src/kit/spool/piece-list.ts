import { toBuffer } from '../to-buffer.ts';

// Below this a chunk is copied: a small view may keep a big socket buffer alive, and a list of
// very small ones weighs more than what it holds.
const small = 4096;
const slabSize = 16 * 1024;

/** Chunks in their order: big ones as they are, small ones gathered. */
export interface PieceList {
  /** In bytes. */
  readonly size: number;
  /** The chunk belongs to the list from now on. */
  add(chunk: Uint8Array): void;
  /** Hands over all pieces and starts anew. */
  take(): Buffer[];
}

/** Makes an empty list. */
export function createPieceList(): PieceList {
  let pieces: Buffer[] = [];
  let size = 0;
  let slab = Buffer.alloc(0);
  let from = 0;
  let to = 0;

  function closeGathered(): void {
    if (to > from) pieces.push(slab.subarray(from, to));
    from = to;
  }

  return {
    get size() {
      return size;
    },
    add(chunk) {
      size += chunk.length;
      if (chunk.length >= small) {
        closeGathered();
        pieces.push(toBuffer(chunk));
        return;
      }
      if (slab.length - to < chunk.length) {
        closeGathered();
        slab = Buffer.allocUnsafeSlow(slabSize);
        from = 0;
        to = 0;
      }
      slab.set(chunk, to);
      to += chunk.length;
    },
    take() {
      closeGathered();
      const taken = pieces;
      pieces = [];
      size = 0;
      return taken;
    },
  };
}
