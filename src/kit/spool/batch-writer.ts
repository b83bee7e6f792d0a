import { createPieceList } from './piece-list.ts';

const batchSize = 256 * 1024;

/** Gathers chunks into batches of at least 256 KiB and appends one batch at a time. */
export interface BatchWriter {
  /** Resolves when it may take more: at most one batch is under way and one is gathered. */
  write(chunk: Uint8Array): Promise<void>;
  /** Resolves when everything written so far is appended. */
  flush(): Promise<void>;
  /** Resolves when no append is under way; what is gathered stays. */
  rest(): Promise<void>;
}

/** Makes a writer over an `append` that never rejects: whoever owns it remembers its failures. */
export function createBatchWriter(append: (pieces: Buffer[]) => Promise<void>): BatchWriter {
  const gathered = createPieceList();
  let appending: Promise<void> | undefined;

  async function rest(): Promise<void> {
    while (appending !== undefined) await appending;
  }

  async function beginAppend(): Promise<void> {
    await rest();
    if (gathered.size === 0) return;
    appending = append(gathered.take()).then(() => {
      appending = undefined;
    });
  }

  return {
    async write(chunk) {
      gathered.add(chunk);
      if (gathered.size >= batchSize) await beginAppend();
    },
    async flush() {
      await beginAppend();
      await rest();
    },
    rest,
  };
}
