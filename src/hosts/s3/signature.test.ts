import { describe, expect, it } from 'vitest';
import { emptyPayload, encodeKey, presignUrl, signHeaders } from './signature.ts';

/** The account of the examples in AWS's own documentation of Signature Version 4 for S3. */
const keys = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const at = Date.UTC(2013, 4, 24);
const bucket = 'https://examplebucket.s3.amazonaws.com';

describe('signHeaders', () => {
  it.each([
    [
      'a GET of a range',
      {
        method: 'GET',
        url: `${bucket}/test.txt`,
        headers: { range: 'bytes=0-9' },
        payloadHash: emptyPayload,
      },
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'a PUT',
      {
        method: 'PUT',
        url: `${bucket}/${encodeKey('test$file.text')}`,
        headers: {
          date: 'Fri, 24 May 2013 00:00:00 GMT',
          'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        },
        payloadHash: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      },
      'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    [
      'a GET with an empty parameter',
      { method: 'GET', url: `${bucket}/?lifecycle`, payloadHash: emptyPayload },
      'host;x-amz-content-sha256;x-amz-date',
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'a GET with parameters',
      { method: 'GET', url: `${bucket}/?max-keys=2&prefix=J`, payloadHash: emptyPayload },
      'host;x-amz-content-sha256;x-amz-date',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ] as const)('signs %s as AWS’s published example', (_, request, names, signature) => {
    expect(signHeaders(request, keys, at)).toEqual({
      ...('headers' in request ? request.headers : {}),
      'x-amz-content-sha256': request.payloadHash,
      'x-amz-date': '20130524T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${names},Signature=${signature}`,
    });
  });
});

describe('presignUrl', () => {
  it('signs as AWS’s published example', () => {
    expect(presignUrl(`${bucket}/test.txt`, 86_400, keys, at)).toBe(
      `${bucket}/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`,
    );
  });
});

it('writes keys as signatures read them', () => {
  expect(encodeKey("a b/c!'()*+~.png")).toBe('a%20b/c%21%27%28%29%2A%2B~.png');
});
