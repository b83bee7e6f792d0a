import { type Base64String, createBase64String } from './base64-json/base64-string.ts';
import { type ByteFeed, createByteFeed } from './base64-json/byte-feed.ts';
import { createJsonPathScanner, type JsonPath } from './base64-json/json-path-scanner.ts';

export type { JsonPath } from './base64-json/json-path-scanner.ts';
export { ScanError } from './base64-json/scan-error.ts';

/** What a scan tells; the last event is always `end`. */
export type ScanEvent =
  | {
      type: 'bytes';
      path: JsonPath;
      /** Of a `data:` prefix, which is cut off; undefined where there was none. */
      mediaType: string | undefined;
      /** Read once, before the next event is pulled; what is left then is passed over. */
      bytes: AsyncIterable<Buffer>;
    }
  /** The whole document, with null for each string that came out as bytes. */
  | { type: 'end'; json: unknown };

/** Which strings come out as bytes. */
export interface ScanOptions {
  /** The path it is shown changes afterwards: not to be kept. */
  isBase64(path: JsonPath): boolean;
  /** Where a string is base64 only behind a `data:` prefix, and stays as it is without one. */
  mayBeDataUri?(path: JsonPath): boolean;
  /** Uses memory again: each piece of the bytes is good only until the next one is asked for. */
  passing?: boolean;
  /** Of everything else; default 1 MiB. */
  maxJsonBytes?: number;
}

const mebibyte = 1024 * 1024;

/**
 * Parses JSON without holding the base64 in it: strings at the paths the options pick come out as
 * decoded bytes while they arrive, everything else (at most `maxJsonBytes`, default 1 MiB) at the
 * end. Whoever reads drives the source. Throws ScanError, or what the source throws; a document
 * cut short is `truncated`, never an `end`.
 */
export async function* scanBase64Json(
  source: AsyncIterable<Uint8Array>,
  options: ScanOptions,
): AsyncGenerator<ScanEvent> {
  const feed = createByteFeed(source);
  const scanner = createJsonPathScanner(
    (path) => options.isBase64(path) || options.mayBeDataUri?.(path) === true,
    options.maxJsonBytes ?? mebibyte,
  );
  try {
    while (await feed.fill()) {
      const stop = scanner.scan(feed.chunk, feed.position);
      feed.position = stop.next;
      if (stop.path === undefined) continue;
      if (!options.isBase64(stop.path) && !(await beginsDataUri(feed))) {
        scanner.keepString();
        continue;
      }
      scanner.replace('null');
      const text = createBase64String(feed, options.passing);
      await text.begin();
      yield { type: 'bytes', path: stop.path, mediaType: text.mediaType, bytes: readAll(text) };
      while ((await text.next()) !== undefined);
    }
    yield { type: 'end', json: scanner.finish() };
  } finally {
    await feed.close();
  }
}

async function beginsDataUri(feed: ByteFeed): Promise<boolean> {
  const start = await feed.peek('data:'.length);
  return start.toString('latin1').toLowerCase() === 'data:';
}

async function* readAll(text: Base64String): AsyncGenerator<Buffer> {
  for (;;) {
    const bytes = await text.next();
    if (bytes === undefined) return;
    yield bytes;
  }
}
