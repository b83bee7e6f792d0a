const lineFeed = 10;

/**
 * The lines of a stream, each as the bytes it comes in and none held whole; empty ones are left out.
 * A line is read before the next one is pulled; what is left of it then is passed over.
 */
export async function* readLines(
  source: AsyncIterable<Buffer>,
): AsyncGenerator<AsyncIterable<Buffer>> {
  const iterator = source[Symbol.asyncIterator]();
  let chunk: Buffer = Buffer.alloc(0);
  let isOver = false;
  let isOpen = false;

  async function fill(): Promise<boolean> {
    while (chunk.length === 0 && !isOver) {
      const { done, value } = await iterator.next();
      if (done) isOver = true;
      else chunk = value;
    }
    return chunk.length > 0;
  }

  async function* restOfLine(): AsyncGenerator<Buffer> {
    while (isOpen && (await fill())) {
      const end = chunk.indexOf(lineFeed);
      const piece = end < 0 ? chunk : chunk.subarray(0, end);
      chunk = end < 0 ? Buffer.alloc(0) : chunk.subarray(end + 1);
      isOpen = end < 0;
      if (piece.length > 0) yield piece;
    }
  }

  try {
    while (await fill()) {
      if (chunk[0] === lineFeed) {
        chunk = chunk.subarray(1);
        continue;
      }
      isOpen = true;
      yield restOfLine();
      for await (const _ of restOfLine());
    }
  } finally {
    await iterator.return?.();
  }
}
