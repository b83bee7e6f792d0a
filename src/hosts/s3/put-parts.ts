import { createHash } from 'node:crypto';
import { hostFailure } from '../wire/ask-host.ts';
import { askS3, type S3Access, told } from './call.ts';
import { encodeKey, unsignedPayload } from './signature.ts';
import { escapeXml, xmlText } from './xml.ts';

/** An object to be put, and how it is known that it arrived whole. */
export interface PartedObject {
  key: string;
  headers: Readonly<Record<string, string>>;
  /** In bytes. */
  size: number;
  /** Hex SHA-256 of its bytes. */
  sha256: string;
}

/** In bytes; each part but the last has this size, as some servers want it. */
const partSize = 32 * 1024 * 1024;
/** For taking back what was begun, in milliseconds. */
const abortPatience = 5000;

/** Puts an object in parts, one after the other as its bytes come; nothing stays of a failed one. */
export async function putParts(
  access: S3Access,
  object: PartedObject,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const { key, headers, size, sha256 } = object;
  const begun = await askS3(access, { method: 'POST', key, query: 'uploads=', headers }, signal);
  const id = encodeKey(told(xmlText(begun.body, 'UploadId'), begun, access)).replaceAll('/', '%2F');
  const upload = { key, query: `uploadId=${id}` };
  const source = splitBytes(bytes);
  try {
    const tags: string[] = [];
    for (let start = 0; start < size; start += partSize) {
      const contentLength = Math.min(partSize, size - start);
      const query = `partNumber=${tags.length + 1}&${upload.query}`;
      const part = {
        body: source.take(contentLength),
        contentLength,
        payloadHash: unsignedPayload,
      };
      const answer = await askS3(access, { method: 'PUT', key, query, ...part }, signal);
      tags.push(told(answer.headers.etag, answer, access));
    }
    // Parts go out unsigned, so nobody but us can tell that they are the image.
    if (source.digest() !== sha256) {
      throw hostFailure(access.host, 'not finished', 'the image’s bytes are not what they were.');
    }
    await complete(access, upload, tags, signal);
  } catch (thrown) {
    const patience = AbortSignal.timeout(abortPatience);
    // The parts take room until they are dropped, but why it failed is what must be told.
    await askS3(access, { method: 'DELETE', ...upload }, patience).catch(() => undefined);
    throw thrown;
  } finally {
    await source.close();
  }
}

async function complete(
  access: S3Access,
  upload: { key: string; query: string },
  tags: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const parts = tags.map(
    (tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${escapeXml(tag)}</ETag></Part>`,
  );
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  const payloadHash = createHash('sha256').update(body).digest('hex');
  const headers = { 'content-type': 'application/xml' };
  const call = { method: 'POST', ...upload, headers, body, payloadHash } as const;
  const answer = await askS3(access, call, signal);
  told(xmlText(answer.body, 'ETag'), answer, access);
}

/** Gives a stream out in portions of known sizes, one read to its end before the next. */
function splitBytes(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]();
  const hash = createHash('sha256');
  let rest: Uint8Array = new Uint8Array(0);
  return {
    async *take(size: number): AsyncGenerator<Uint8Array, void, undefined> {
      for (let wanted = size; wanted > 0; ) {
        if (rest.length === 0) {
          const next = await iterator.next();
          if (next.done) return;
          rest = next.value;
        }
        const piece = rest.subarray(0, wanted);
        hash.update(piece);
        rest = rest.subarray(piece.length);
        wanted -= piece.length;
        yield piece;
      }
    },
    /** Hex SHA-256 of everything that was given out. */
    digest: () => hash.digest('hex'),
    close: async () => void (await iterator.return?.()),
  };
}
