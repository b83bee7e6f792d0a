/** The first piece of a stream, and the stream with that piece still in front. */
export interface Peeked {
  first: Buffer;
  all: AsyncIterable<Buffer>;
}

/** Waits for the first piece that is not empty; undefined where the stream has none. */
export async function peek(source: AsyncIterable<Buffer>): Promise<Peeked | undefined> {
  const iterator = source[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) return undefined;
    if (value.length > 0) return { first: value, all: putBack(value, iterator) };
  }
}

async function* putBack(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    for (let step = await rest.next(); !step.done; step = await rest.next()) yield step.value;
  } finally {
    await rest.return?.();
  }
}
