import { toBuffer } from '../to-buffer.ts';

/** A source, read chunk by chunk only when it is asked to be. */
export interface ByteFeed {
  readonly chunk: Buffer;
  /** The first byte of the chunk that nobody has read. */
  position: number;
  /** Makes sure that there is an unread byte; false where the source has no more. */
  fill(): Promise<boolean>;
  /** The next so many bytes, fewer at the source's end; they stay unread. */
  peek(size: number): Promise<Buffer>;
  /** Tells the source that no more will be read. */
  close(): Promise<void>;
}

/** Makes a feed; the source is not touched before the first `fill`. */
export function createByteFeed(source: AsyncIterable<Uint8Array>): ByteFeed {
  const iterator = source[Symbol.asyncIterator]();
  let chunk: Buffer = Buffer.alloc(0);
  return {
    get chunk() {
      return chunk;
    },
    position: 0,
    async fill() {
      while (this.position >= chunk.length) {
        const { done, value } = await iterator.next();
        if (done === true) return false;
        chunk = toBuffer(value);
        this.position = 0;
      }
      return true;
    },
    async peek(size) {
      while (chunk.length - this.position < size) {
        const { done, value } = await iterator.next();
        if (done === true) break;
        chunk = Buffer.concat([chunk.subarray(this.position), value]);
        this.position = 0;
      }
      return chunk.subarray(this.position, this.position + size);
    },
    async close() {
      await iterator.return?.();
    },
  };
}
