import type { ByteFeed } from '../base64-json/byte-feed.ts';

/** One line of the feed, up to its line feed. */
export interface JsonLine {
  /** Its bytes, as they come. */
  read(): AsyncGenerator<Buffer>;
  /** Reads what nobody has read of it. */
  skip(): Promise<void>;
  /** Whether nothing but white space was read. */
  readonly blank: boolean;
  /** Whether the input failed. */
  readonly failed: boolean;
  /** Up to 4 KiB of text from its start. */
  readonly beginning: string;
  /** Up to 512 bytes of text at its end. */
  readonly end: string;
}

const lineFeed = 0x0a;
const keptBeginning = 4096;
const keptEnd = 512;

/** Takes the line that begins where the feed stands; the next one may be taken after `skip`. */
export function createJsonLine(feed: ByteFeed): JsonLine {
  let over = false;
  let failed = false;
  let beginning: Buffer = Buffer.alloc(0);
  let end: Buffer = Buffer.alloc(0);

  function note(piece: Buffer): void {
    if (beginning.length < keptBeginning) {
      const room = keptBeginning - beginning.length;
      beginning = Buffer.concat([beginning, piece.subarray(0, room)]);
    }
    end = Buffer.concat([end, piece.subarray(-keptEnd)]).subarray(-keptEnd);
  }

  async function* read(): AsyncGenerator<Buffer> {
    while (!over && (await fill())) {
      const found = feed.chunk.indexOf(lineFeed, feed.position);
      const piece = feed.chunk.subarray(feed.position, found === -1 ? undefined : found);
      over = found !== -1;
      feed.position += piece.length + (over ? 1 : 0);
      note(piece);
      if (piece.length > 0) yield piece;
    }
    over = true;
  }

  async function fill(): Promise<boolean> {
    try {
      return await feed.fill();
    } catch (reason) {
      failed = true;
      throw reason;
    }
  }

  return {
    read,
    async skip() {
      for await (const _piece of read());
    },
    get blank() {
      return over && beginning.length < keptBeginning && beginning.toString('latin1').trim() === '';
    },
    get failed() {
      return failed;
    },
    get beginning() {
      return beginning.toString('utf8');
    },
    get end() {
      return end.toString('utf8');
    },
  };
}
