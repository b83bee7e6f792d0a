/** Where the bytes of a spool lie; used by one writer that does one thing at a time. */
export interface SpoolMedium {
  /** Undefined where there is no file. */
  readonly path: string | undefined;
  /** Their memory is used for something else once it resolves. */
  append(pieces: readonly Buffer[]): Promise<void>;
  sync(): Promise<void>;
  /** From `start` up to `end`, all of which must have been appended; any number at once. */
  read(start: number, end: number): AsyncIterable<Buffer>;
  /** Gives the bytes another name, durable when it resolves; reads under way go on. */
  linkTo(path: string): Promise<void>;
  /** After `linkTo`: takes the name away that came first; may be called again. */
  dropFirstName(): Promise<void>;
  remove(): Promise<void>;
}

/** Keeps the bytes in memory until it is removed and nobody reads it any more. */
export function createMemoryMedium(): SpoolMedium {
  let kept: Buffer[] = [];
  return {
    path: undefined,
    async append(pieces) {
      kept.push(...pieces.map((piece) => Buffer.from(piece)));
    },
    async sync() {},
    async *read(start, end) {
      let position = 0;
      for (const piece of kept) {
        const from = Math.max(start - position, 0);
        const to = Math.min(end - position, piece.length);
        if (from < to) yield piece.subarray(from, to);
        position += piece.length;
      }
    },
    async linkTo() {},
    async dropFirstName() {},
    async remove() {
      kept = [];
    },
  };
}
