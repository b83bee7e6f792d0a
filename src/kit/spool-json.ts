import { randomBytes } from 'node:crypto';
import { type Base64String, createBase64String } from './base64-json/base64-string.ts';
import { type ByteFeed, createByteFeed } from './base64-json/byte-feed.ts';
import { createJsonPathScanner, type JsonPath } from './base64-json/json-path-scanner.ts';
import { ScanError } from './base64-json/scan-error.ts';
import { type Spool, SpoolError } from './spool.ts';

/** A document whose long base64 strings were set aside. */
export interface SpooledJson {
  /** With a marker `spool:<random>` where such a string stood. */
  json: unknown;
  /** Ended spools of the decoded bytes, by their markers; whoever gets them discards them. */
  spools: Map<string, Spool>;
}

/** Which strings are set aside, and where to. */
export interface SpoolJsonOptions {
  /** The path it is shown changes afterwards: not to be kept. */
  isBase64(path: JsonPath): boolean;
  begin(): Promise<Spool>;
  /** In decoded bytes, for each string. */
  maxBase64Bytes: number;
  /** Of everything that is not set aside. */
  maxJsonBytes: number;
}

/** Stands for a string of more than `maxBase64Bytes`, which was not kept. */
export const tooLargeMarker = 'spool:too-large';
/** Stands for a string that began like base64 and went on as something else. */
export const badBase64Marker = 'spool:bad-base64';

/** Strings of fewer characters stay in the JSON. */
const longText = 4096;

/**
 * Parses JSON while its long base64 strings, at the paths `isBase64` picks, go to spools. What is
 * short or does not begin like base64 (a URL, a path, an id) stays as it is. Rejects with ScanError,
 * or with what the source or a spool failed with; no spool is left behind then.
 */
export async function spoolJson(
  source: AsyncIterable<Uint8Array>,
  options: SpoolJsonOptions,
): Promise<SpooledJson> {
  const feed = createByteFeed(source);
  const scanner = createJsonPathScanner((path) => options.isBase64(path), options.maxJsonBytes);
  const spools = new Map<string, Spool>();
  try {
    while (await feed.fill()) {
      const stop = scanner.scan(feed.chunk, feed.position);
      feed.position = stop.next;
      if (stop.path === undefined) continue;
      if (await beginsLikeLongBase64(feed)) {
        scanner.replace(JSON.stringify(await spoolText(createBase64String(feed), options, spools)));
      } else {
        scanner.keepString();
      }
    }
    return { json: scanner.finish(), spools };
  } catch (thrown) {
    await Promise.allSettled(Array.from(spools.values(), (spool) => spool.discard()));
    throw thrown;
  } finally {
    await feed.close();
  }
}

/** Base64 as it looks in JSON, perhaps behind a `data:` prefix and perhaps cut inside an escape. */
const base64Look =
  /^(?:data:[^",]*,)?(?:[\w+/=\s-]|\\[/nrt]|\\u00[2-7][\da-f])*(?:\\(?:u[\da-f]{0,3})?)?$/i;

async function beginsLikeLongBase64(feed: ByteFeed): Promise<boolean> {
  const text = await feed.peek(longText);
  return text.length === longText && base64Look.test(text.toString('latin1'));
}

async function spoolText(
  text: Base64String,
  options: SpoolJsonOptions,
  spools: Map<string, Spool>,
): Promise<string> {
  const spool = await options.begin();
  const marker = `spool:${randomBytes(16).toString('hex')}`;
  spools.set(marker, spool);
  try {
    await fillSpool(spool, text, options.maxBase64Bytes);
    return marker;
  } catch (thrown) {
    const standIn = explain(thrown);
    if (standIn === undefined) throw thrown;
    spools.delete(marker);
    await spool.discard();
    await text.skip();
    return standIn;
  }
}

async function fillSpool(spool: Spool, text: Base64String, maxBytes: number): Promise<void> {
  for (let bytes = await text.next(); bytes !== undefined; bytes = await text.next()) {
    if (spool.size + bytes.length > maxBytes) {
      throw new SpoolError('too-large', `More than ${maxBytes} bytes of base64.`);
    }
    await spool.write(bytes);
  }
  await spool.end();
}

/** What stands for a string that cannot be kept; undefined where something else is wrong. */
function explain(thrown: unknown): string | undefined {
  if (thrown instanceof SpoolError && thrown.kind === 'too-large') return tooLargeMarker;
  if (thrown instanceof ScanError && thrown.kind === 'bad-base64') return badBase64Marker;
  return undefined;
}
