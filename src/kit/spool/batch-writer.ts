import { giveSlab, slabSize, takeSlab } from './slabs.ts';

/** Copies chunks into batches of 256 KiB and appends one batch at a time. */
export interface BatchWriter {
  /** Resolves when it may take more: at most one batch is under way and one is gathered. */
  write(chunk: Uint8Array): Promise<void>;
  /** Resolves when everything written so far is appended. */
  flush(): Promise<void>;
  /** Resolves when no append is under way; what is gathered stays. */
  rest(): Promise<void>;
}

/**
 * Makes a writer over an `append` that never rejects: whoever owns it remembers its failures. What
 * `append` was given is used for something else once it resolves.
 */
export function createBatchWriter(append: (batch: Buffer) => Promise<void>): BatchWriter {
  let slab: Buffer | undefined;
  let filled = 0;
  let appending: Promise<void> | undefined;

  async function rest(): Promise<void> {
    while (appending !== undefined) await appending;
  }

  async function beginAppend(): Promise<void> {
    await rest();
    if (!slab || filled === 0) return;
    const full = slab;
    appending = append(full.subarray(0, filled)).then(() => {
      appending = undefined;
      giveSlab(full);
    });
    slab = undefined;
    filled = 0;
  }

  /** As much of a chunk as there is room for; gives the number of its bytes. */
  function gather(chunk: Uint8Array): number {
    slab ??= takeSlab();
    const taken = Math.min(chunk.length, slabSize - filled);
    slab.set(taken === chunk.length ? chunk : chunk.subarray(0, taken), filled);
    filled += taken;
    return taken;
  }

  return {
    async write(chunk) {
      for (let at = 0; at < chunk.length; ) {
        at += gather(at === 0 ? chunk : chunk.subarray(at));
        if (filled === slabSize) await beginAppend();
      }
    },
    async flush() {
      await beginAppend();
      await rest();
    },
    rest,
  };
}
