import { createBase64Decoder } from './base64-decoder.ts';
import type { ByteFeed } from './byte-feed.ts';
import { createDataPrefix } from './data-prefix.ts';
import { createJsonStringReader } from './json-string-reader.ts';
import { ScanError } from './scan-error.ts';

/** One string of base64 in the feed, from behind its opening quote on. */
export interface Base64String {
  readonly mediaType: string | undefined;
  /** Reads until the media type is known. */
  begin(): Promise<void>;
  /** Some of its bytes; undefined when it is over. A failure is thrown again at every call. */
  next(): Promise<Buffer | undefined>;
  /** Passes over what is left, be it base64 or not. */
  skip(): Promise<void>;
}

/**
 * Makes a reader of the string that begins where the feed stands; throws ScanError. Where its bytes
 * are only `passing`, each piece is good until the next one is asked for.
 */
export function createBase64String(feed: ByteFeed, passing = false): Base64String {
  const reader = createJsonStringReader();
  const prefix = createDataPrefix();
  const decoder = createBase64Decoder(passing);
  let ready: Buffer[] = [];
  let closed = false;
  let failure: { reason: unknown } | undefined;

  async function readText(): Promise<Buffer> {
    if (!(await feed.fill())) throw new ScanError('truncated', 'The JSON ends inside a string.');
    const piece = reader.read(feed.chunk, feed.position);
    feed.position = piece.next;
    closed = piece.closed;
    return piece.text;
  }

  async function readOn(): Promise<void> {
    ready.push(decoder.decode(prefix.cut(await readText())));
    if (closed) ready.push(decoder.decode(prefix.finish()), decoder.finish());
    ready = ready.filter((bytes) => bytes.length > 0);
  }

  async function readUntil(isEnough: () => boolean): Promise<void> {
    if (failure) throw failure.reason;
    try {
      while (!closed && !isEnough()) await readOn();
    } catch (reason) {
      failure = { reason };
      throw reason;
    }
  }

  return {
    get mediaType() {
      return prefix.mediaType;
    },
    begin: () => readUntil(() => prefix.decided),
    async next() {
      await readUntil(() => ready.length > 0);
      return ready.shift();
    },
    async skip() {
      while (!closed) await readText();
    },
  };
}
