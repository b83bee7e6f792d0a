import type { Readable, Writable } from 'node:stream';
import { createByteFeed } from './base64-json/byte-feed.ts';
import type { JsonPath } from './base64-json/json-path-scanner.ts';
import { ScanError } from './base64-json/scan-error.ts';
import type { Spool } from './spool.ts';
import { type SpooledJson, spoolJson } from './spool-json.ts';
import { createJsonLine, type JsonLine } from './stdio-lines/json-line.ts';
import { findJsonRpcId, findJsonRpcIdAtEnd, type JsonRpcId } from './stdio-lines/json-rpc-id.ts';

/** What is wrong with a line: it is no JSON · too much of it is not base64 · a spool failed. */
export type LineErrorKind = 'malformed' | 'too-large' | 'failed';

/** A line that gave no message; the next one is read all the same. */
export class LineError extends Error {
  override readonly name = 'LineError';
  readonly kind: LineErrorKind;

  constructor(kind: LineErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** What a line reader keeps in memory, what it sets aside, and whom it tells. */
export interface LineReaderOptions {
  /** Whether long base64 at this path goes to a spool; not to be kept, it changes afterwards. */
  isBase64(path: JsonPath): boolean;
  begin(): Promise<Spool>;
  /** Of one line without what is set aside; default 4 MiB. */
  maxLineJsonBytes?: number;
  /** In decoded bytes, for each string; a longer one stands as `spool:too-large`. */
  maxBase64Bytes: number;
  /**
   * Gets one message, with a marker that is a key of `spools` where base64 was set aside, and
   * `spool:bad-base64` where it was none. The spools are ended; the receiver discards them.
   */
  onMessage(json: unknown, spools: Map<string, Spool>): void;
  /** Gets the line's JSON-RPC id as well, where it can be told. */
  onError(error: LineError, id: JsonRpcId | null): void;
}

/** A reader at work. */
export interface LineReader {
  /** Resolves at the end of the input or after `stop`; rejects with what the input or a handler failed with. */
  done: Promise<void>;
  /** Closes the input; no handler is called any more. */
  stop(): void;
}

/** Reads newline-delimited JSON messages of any length, one after the other, never holding a whole line. */
export function createLineReader(source: Readable, options: LineReaderOptions): LineReader {
  let stopped = false;

  async function readLines(): Promise<void> {
    const feed = createByteFeed(source);
    while (!stopped && (await feed.fill())) {
      const line = createJsonLine(feed);
      const outcome = await readLine(line, options);
      await line.skip();
      if (stopped) await discardAll(outcome);
      else if (outcome instanceof LineError) options.onError(outcome, findId(line, outcome));
      else if (outcome !== undefined) options.onMessage(outcome.json, outcome.spools);
    }
  }

  const done = readLines().catch((reason) => {
    if (!stopped) throw reason;
  });
  // Whoever has no use for it must not be ended by it.
  done.catch(() => undefined);
  return {
    done,
    stop() {
      stopped = true;
      source.destroy();
    },
  };
}

/** Undefined where the line is blank; throws what the input throws. */
async function readLine(
  line: JsonLine,
  options: LineReaderOptions,
): Promise<SpooledJson | LineError | undefined> {
  try {
    return await spoolJson(line.read(), {
      isBase64: (path) => options.isBase64(path),
      begin: () => options.begin(),
      maxBase64Bytes: options.maxBase64Bytes,
      maxJsonBytes: options.maxLineJsonBytes ?? 4 * 1024 * 1024,
    });
  } catch (cause) {
    if (line.failed) throw cause;
    if (line.blank) return undefined;
    if (!(cause instanceof ScanError)) {
      return new LineError('failed', 'An image in the message could not be stored.', { cause });
    }
    const kind = cause.kind === 'too-large' ? 'too-large' : 'malformed';
    return new LineError(kind, cause.message, { cause });
  }
}

function findId(line: JsonLine, error: LineError): JsonRpcId | null {
  const id = findJsonRpcId(line.beginning);
  // Only of a line that is not malformed can the end be trusted.
  return id ?? (error.kind === 'malformed' ? undefined : findJsonRpcIdAtEnd(line.end)) ?? null;
}

async function discardAll(outcome: SpooledJson | LineError | undefined): Promise<void> {
  if (outcome === undefined || outcome instanceof LineError) return;
  await Promise.allSettled(Array.from(outcome.spools.values(), (spool) => spool.discard()));
}

/** Writes messages as lines, in the order of the calls. */
export interface LineWriter {
  /** Resolves when the line has left; rejects when the sink is closed or fails. */
  write(message: unknown): Promise<void>;
}

/** Makes a writer; a sink that fails rejects the writes and does not end the process. */
export function createLineWriter(sink: Writable): LineWriter {
  sink.on('error', () => undefined);
  return {
    write(message) {
      return new Promise((resolve, reject) => {
        sink.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
      });
    },
  };
}
