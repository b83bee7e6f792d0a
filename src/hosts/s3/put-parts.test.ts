import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../test/contract/host-contract.ts';
import { openClient, readAll, serve } from '../../../test/fakes/loopback.ts';
import { bucketAddress } from './bucket-address.ts';
import type { S3Access } from './call.ts';
import { putParts } from './put-parts.ts';

const never = new AbortController().signal;
const begun =
  '<InitiateMultipartUploadResult><UploadId>a/b+c&amp;d</UploadId></InitiateMultipartUploadResult>';
const completed =
  '<CompleteMultipartUploadResult><ETag>&quot;e&quot;</ETag></CompleteMultipartUploadResult>';
const busy =
  '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

/** An S3 that answers as it is told, whatever is asked. */
async function serveS3(answers: { begin?: string; tag?: string; complete?: string } = {}) {
  const asked: { line: string; body: string }[] = [];
  const { origin } = await serve(async (request: IncomingMessage, answer) => {
    const { method = '', url = '' } = request;
    // A body that breaks off has been asked for all the same.
    const body = await readAll(request).catch(() => 'broken off');
    asked.push({ line: `${method} ${url}`, body });
    if (method === 'PUT') answer.setHeader('ETag', answers.tag ?? '"<1>"');
    if (method === 'POST') {
      answer.write(
        url.endsWith('?uploads=') ? (answers.begin ?? begun) : (answers.complete ?? completed),
      );
    }
    answer.end();
  });
  const access: S3Access = {
    host: 's3',
    client: openClient([origin]),
    timeoutMs: 10_000,
    secrets: ['secret'],
    address: bucketAddress({ bucket: 'pics', endpoint: origin }),
    keys: { accessKeyId: 'id', secretAccessKey: 'secret', region: 'us-east-1' },
    now: Date.now,
  };
  return { access, asked };
}

const content = 'sixteen bytes ..';
const object = {
  key: 'fox.png',
  headers: {},
  size: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};
async function* bytes() {
  yield Buffer.from(content.slice(0, 5));
  yield Buffer.from(content.slice(5));
}
const upload = 'uploadId=a%2Fb%2Bc%26d';

describe('putParts', () => {
  it('begins, puts each part and completes with their tags as they came', async () => {
    const { access, asked } = await serveS3();
    await putParts(access, object, bytes(), never);
    expect(asked).toEqual([
      { line: 'POST /pics/fox.png?uploads=', body: '' },
      { line: `PUT /pics/fox.png?partNumber=1&${upload}`, body: content },
      {
        line: `POST /pics/fox.png?${upload}`,
        body: '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"&lt;1&gt;"</ETag></Part></CompleteMultipartUpload>',
      },
    ]);
  });

  it('believes no 200 that has an error in its body, and takes everything back', async () => {
    const { access, asked } = await serveS3({ complete: `  \n${busy}` });
    const refusal = await refusalOf(putParts(access, object, bytes(), never));
    expect(refusal).toMatchObject({ code: 'host_rate_limited', retryable: true });
    expect(asked.at(-1)?.line).toBe(`DELETE /pics/fox.png?${upload}`);
  });

  it.each([
    ['an id', { begin: '<html>Welcome</html>' }, 1],
    ['the tag of a part', { tag: '' }, 3],
    ['the tag of the whole', { complete: '<html>Welcome</html>' }, 4],
  ])('does not take an answer without %s for success', async (_, answers, requests) => {
    const { access, asked } = await serveS3(answers);
    const refusal = await refusalOf(putParts(access, object, bytes(), never));
    expect(refusal.message).toContain('does not answer as S3 does (HTTP 200). Check S3_ENDPOINT.');
    expect(asked).toHaveLength(requests);
  });

  it.each([
    ['end too soon', object.size + 1],
    ['go on too long', object.size - 1],
  ])('fails where the bytes %s', async (_, size) => {
    const { access, asked } = await serveS3();
    const refusal = await refusalOf(putParts(access, { ...object, size }, bytes(), never));
    expect(refusal.retryable).toBe(true);
    expect(asked.map(({ line }) => line)).not.toContain(`POST /pics/fox.png?${upload}`);
    expect(asked.at(-1)?.line).toBe(`DELETE /pics/fox.png?${upload}`);
  });

  it('closes what it reads from when it gives up', async () => {
    const { access } = await serveS3({ tag: '' });
    let closed = false;
    async function* watched() {
      try {
        yield* bytes();
      } finally {
        closed = true;
      }
    }
    await refusalOf(putParts(access, { ...object, size: 5 }, watched(), never));
    expect(closed).toBe(true);
  });
});
