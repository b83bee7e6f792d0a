import type { Dispatcher } from 'undici';

/** What came back, its body still on the wire: read it or `discard` it, or its socket stays busy. */
export interface HttpAnswer {
  status: number;
  /** Names in lower case; a header that came several times is joined by `, `. */
  headers: Record<string, string>;
  /** Read once; leaving early closes the socket. Throws HttpError where the answer breaks off. */
  body: AsyncIterable<Buffer>;
  /** The body as UTF-8, cut after so many bytes (default 1 MiB). */
  text(maxBytes?: number): Promise<string>;
  /** Drops the body: what little is left is read so that the socket can be used again. Never rejects. */
  discard(): Promise<void>;
  /** The address that answered, after redirects. */
  url: string;
}

const oneMebibyte = 1024 * 1024;
const worthReading = { bytes: 64 * 1024, milliseconds: 1000 };

/** Dresses undici's answer; `explain` turns what breaks its body into an HttpError. */
export function createAnswer(
  data: Dispatcher.ResponseData,
  url: string,
  explain: (thrown: unknown) => Error,
): HttpAnswer {
  // A socket may fail while nobody reads; without a listener that would end the process.
  const stream = data.body.on('error', () => undefined);

  async function* readBody(): AsyncGenerator<Buffer, void, undefined> {
    try {
      for await (const chunk of stream) yield chunk;
    } catch (thrown) {
      throw explain(thrown);
    }
  }

  return {
    status: data.statusCode,
    headers: joinHeaders(data.headers),
    body: { [Symbol.asyncIterator]: readBody },
    url,
    async text(maxBytes = oneMebibyte) {
      const chunks: Buffer[] = [];
      let room = maxBytes;
      for await (const chunk of readBody()) {
        chunks.push(chunk.subarray(0, room));
        room -= chunk.length;
        if (room < 0) break;
      }
      return Buffer.concat(chunks).toString('utf8');
    },
    async discard() {
      if (stream.readableEnded) return;
      if (stream.readableDidRead) stream.destroy();
      const signal = AbortSignal.timeout(worthReading.milliseconds);
      await stream.dump({ limit: worthReading.bytes, signal }).catch(() => undefined);
    },
  };
}

function joinHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}
