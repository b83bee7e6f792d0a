import { createBase64Decoder } from './base64-json/base64-decoder.ts';
import { createDataPrefix } from './base64-json/data-prefix.ts';
import { toBuffer } from './to-buffer.ts';

/** Base64 of all bytes, as ASCII, in pieces about as long as the source's. */
export async function* encodeBase64(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
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
    const text = Buffer.allocUnsafe(((first.length + to - from) / 3) * 4);
    const written = text.write(first.toString('base64'), 'latin1');
    text.write(bytes.toString('base64', from, to), written, 'latin1');
    carry = Buffer.from(bytes.subarray(to));
    if (text.length > 0) yield text;
  }
  if (carry.length > 0) yield Buffer.from(carry.toString('base64'), 'latin1');
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
