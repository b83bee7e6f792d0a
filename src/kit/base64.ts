import { createBase64Decoder } from './base64-json/base64-decoder.ts';
import { createDataPrefix } from './base64-json/data-prefix.ts';
import { toBuffer } from './to-buffer.ts';

// Longer strings are born in V8's space of large objects, which makes encoding ten times as slow and
// sets off whole collections (measured on Node 20).
const mostAtOnce = 48 * 1024;

/** Base64 of all bytes, as ASCII, in pieces of at most 64 KiB. */
export async function* encodeBase64(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const text of encodeBase64Text(source)) yield Buffer.from(text, 'latin1');
}

/** The same as strings, which sockets take as they are. */
export async function* encodeBase64Text(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let carry: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    const bytes = toBuffer(chunk);
    const from = carry.length === 0 ? 0 : Math.min(3 - carry.length, bytes.length);
    const first = Buffer.concat([carry, bytes.subarray(0, from)]);
    if (first.length > 0 && first.length < 3) {
      carry = first;
      continue;
    }
    const to = bytes.length - ((bytes.length - from) % 3);
    if (first.length > 0) yield first.toString('base64');
    for (let at = from; at < to; at += mostAtOnce) {
      yield bytes.toString('base64', at, Math.min(to, at + mostAtOnce));
    }
    carry = Buffer.from(bytes.subarray(to));
  }
  if (carry.length > 0) yield carry.toString('base64');
}

/** The bytes of base64 text with or without a `data:` prefix; throws ScanError `bad-base64`. */
export async function* decodeBase64(
  source: AsyncIterable<string | Uint8Array>,
): AsyncGenerator<Buffer> {
  const prefix = createDataPrefix();
  const decoder = createBase64Decoder();
  for await (const chunk of source) {
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : toBuffer(chunk);
    const bytes = decoder.decode(prefix.cut(piece));
    if (bytes.length > 0) yield bytes;
  }
  const last = Buffer.concat([decoder.decode(prefix.finish()), decoder.finish()]);
  if (last.length > 0) yield last;
}
