import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { refusalOf, type SampleAsset, sampleAsset } from '../../test/contract/host-contract.ts';
import { listen, openClient, serve, serveRaw } from '../../test/fakes/loopback.ts';
import type { ErrorCode } from '../core/error-table.ts';
import { type S3Options, s3Host } from './s3.ts';

// What is stored, signed and shown is tried on a real server, in test/parts/s3.test.ts.
const never = new AbortController().signal;
const secretAccessKey = 'wJalrXUtnFEMI-the-secret';

function hostAt(endpoint: string, options: Partial<S3Options> = {}) {
  const client = openClient([endpoint]);
  const account = { endpoint, bucket: 'pics', accessKeyId: 'AKIAIOSFODNN7', secretAccessKey };
  return s3Host({ ...account, client, timeoutMs: 10_000, ...options });
}

const put = (host: ReturnType<typeof s3Host>, sample: SampleAsset = sampleAsset()) =>
  host.put(sample.asset, sample.bytes(), never);

/** A server that gives one answer to everything, once it has all of the request. */
async function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const { origin } = await serve((asked, answer) => {
    asked.resume().once('end', () => answer.writeHead(status, headers).end(body));
  });
  return origin;
}

const xml = (code: string, message: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>` +
  `<StringToSign>${secretAccessKey}</StringToSign><RequestId>4442587FB7D0A2F9</RequestId></Error>`;
const page = '<!doctype html><title>Sign in</title><p>Welcome';

describe('a failure', () => {
  it.each<[string, number, string, ErrorCode, retryable: boolean, says: RegExp]>([
    [
      'InvalidAccessKeyId',
      403,
      'No such key.',
      'host_unauthorized',
      false,
      /Check S3_ACCESS_KEY_ID\.$/,
    ],
    [
      'SignatureDoesNotMatch',
      403,
      'It differs.',
      'host_unauthorized',
      false,
      /S3_SECRET_ACCESS_KEY/,
    ],
    [
      'AccessDenied',
      403,
      'Access Denied',
      'host_unauthorized',
      false,
      /\(403\): Access Denied\. Check .* in the bucket\.$/,
    ],
    [
      'NoSuchBucket',
      404,
      'There is none.',
      'host_rejected',
      false,
      /There is none\. Check S3_BUCKET\./,
    ],
    ['PermanentRedirect', 301, 'Elsewhere.', 'host_rejected', false, /S3_REGION/],
    [
      'AuthorizationHeaderMalformed',
      400,
      'expecting us-west-2',
      'host_rejected',
      false,
      /us-west-2\. Check S3_REGION/,
    ],
    [
      'SecondLevelDomainForbidden',
      403,
      'Virtual, please.',
      'host_rejected',
      false,
      /S3_PATH_STYLE=false/,
    ],
    ['EntityTooLarge', 400, 'Too large.', 'host_too_large', false, /Too large\./],
    ['XMinioStorageFull', 507, 'Full.', 'host_quota', false, /Full\./],
    ['SlowDown', 503, 'Slower.', 'host_rate_limited', true, /Slower\./],
    ['RequestTimeout', 400, 'Idle.', 'host_failed', true, /\(400\): Idle\./],
    ['XAmzContentSHA256Mismatch', 400, 'Other bytes.', 'host_failed', true, /Other bytes\./],
    ['InternalError', 500, 'We are sorry.', 'host_failed', true, /\(500\): We are sorry\./],
    ['ServiceUnavailable', 503, 'Retry.', 'host_failed', true, /\(503\): Retry\./],
    ['MalformedXML', 400, 'Bad XML.', 'host_rejected', false, /Bad XML\./],
    ['toString', 400, 'Odd.', 'host_rejected', false, /Odd\./],
  ])(
    'that S3 calls %s is told truthfully',
    async (s3Code, status, message, code, retryable, says) => {
      const headers = { 'x-amz-request-id': '4442587FB7D0A2F9', 'retry-after': '7' };
      const refusal = await refusalOf(
        put(hostAt(await answering(status, xml(s3Code, message), headers))),
      );
      expect(refusal).toMatchObject({ code, retryable });
      expect(refusal.message).toMatch(says);
      expect(refusal.details).toMatchObject({
        upstreamCode: s3Code,
        upstreamRequestId: '4442587FB7D0A2F9',
        retryAfter: 7,
      });
      for (const text of [refusal.text('en'), refusal.text('zh')]) {
        expect(text).not.toContain(secretAccessKey);
        expect(text).not.toMatch(/[<>]/);
      }
    },
  );

  it.each<[number, string, ErrorCode, retryable: boolean, says: RegExp]>([
    [200, page, 'host_failed', true, /does not answer as S3 does \(HTTP 200\)\. Check S3_ENDPOINT/],
    [307, '', 'host_failed', false, /redirects.*to the final address: https:\/\/s3\.example/],
    [401, page, 'host_unauthorized', false, /HTTP 401, but not as S3/],
    [403, '', 'host_unauthorized', false, /HTTP 403 without a word/],
    [404, page, 'host_failed', false, /Check S3_ENDPOINT/],
    [405, '', 'host_failed', false, /Check S3_ENDPOINT/],
    [413, page, 'host_too_large', false, /HTTP 413/],
    [429, '', 'host_rate_limited', true, /HTTP 429/],
    [502, page, 'host_failed', true, /HTTP 502, but not as S3/],
  ])('without S3’s words, HTTP %d %j, goes by its status', async (status, body, ...expected) => {
    const [code, retryable, says] = expected;
    const headers: Record<string, string> =
      status === 307 ? { location: 'https://s3.example/' } : {};
    const refusal = await refusalOf(put(hostAt(await answering(status, body, headers))));
    expect(refusal).toMatchObject({ code, retryable });
    expect(refusal.message).toMatch(says);
    expect(refusal.text('zh')).not.toMatch(/[<>]/);
  });

  it.each([
    [3_600_000, 'ahead of', '快'],
    [-3_600_000, 'behind', '慢'],
  ])('of the clock, %d ms off, says how much', async (off, en, zh) => {
    const skewed = xml('RequestTimeTooSkewed', 'The difference is too large.');
    const endpoint = await answering(403, skewed, { date: new Date().toUTCString() });
    const refusal = await refusalOf(put(hostAt(endpoint, { now: () => Date.now() + off })));
    expect(refusal).toMatchObject({ code: 'host_failed', retryable: true });
    expect(refusal.message).toMatch(new RegExp(`clock is 3(?:599|600|601) s ${en} the host’s`));
    expect(refusal.text('zh')).toContain(zh);
  });

  it('keeps the secret to itself where the server says it aloud', async () => {
    const endpoint = await answering(400, xml('InvalidRequest', `You sent ${secretAccessKey}`));
    const refusal = await refusalOf(put(hostAt(endpoint)));
    expect(refusal.message).toContain('You sent');
    expect(refusal.message).not.toContain(secretAccessKey);
  });

  it('is heard where the server hangs up in the middle of a long upload', async () => {
    const body = xml('InvalidAccessKeyId', 'No such key.');
    const head = `HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
    const { origin } = await serveRaw((socket) => {
      socket.once('data', () => socket.pause().write(head + body, () => socket.destroy()));
    });
    const sample = sampleAsset({ size: 20_000_000 });
    expect((await refusalOf(put(hostAt(origin), sample))).code).toBe('host_unauthorized');
  });

  it('by silence, a reset or nobody there is worth another try', async () => {
    const silent = await serve((asked) => void asked.resume());
    const resetting = await serveRaw((socket) => void socket.once('data', () => socket.destroy()));
    const gone = createServer();
    const { origin: nobody } = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    for (const [origin, says] of [
      [silent.origin, /longer than 1 s/],
      [resetting.origin, /no answer/],
      [nobody, /ECONNREFUSED/],
    ] as const) {
      const refusal = await refusalOf(put(hostAt(origin, { timeoutMs: 1000 })));
      expect(refusal).toMatchObject({ code: 'host_failed', retryable: true });
      expect(refusal.message).toMatch(says);
    }
  });

  it('to be a public address is a refusal of the address', async () => {
    const { origin, sockets } = await serve(() => undefined);
    const refusal = await refusalOf(put(hostAt(origin, { client: openClient([]) })));
    expect(refusal).toMatchObject({ code: 'address_refused', retryable: false });
    expect(sockets.size).toBe(0);
  });
});

describe('what is missing', () => {
  it.each([
    ['S3_BUCKET', { bucket: undefined }],
    ['S3_ACCESS_KEY_ID', { accessKeyId: '' }],
    ['S3_SECRET_ACCESS_KEY', { secretAccessKey: undefined }],
    ['S3_PUBLIC_URL', { endpoint: 'https://abc.r2.cloudflarestorage.com' }],
  ])('is told by its name: %s', async (name, options) => {
    const host = hostAt('http://127.0.0.1:9', options);
    for (const work of [put(host), host.delete('fox.png', never)]) {
      const refusal = await refusalOf(work);
      expect(refusal).toMatchObject({ code: 'host_incomplete', retryable: false });
      expect(refusal.message).toContain(`${name} is not set`);
    }
  });

  it('is a key, where it is only the place of one', async () => {
    const refusal = await refusalOf(put(hostAt('http://127.0.0.1:9', { accessKeyId: '你的密钥' })));
    expect(refusal).toMatchObject({ code: 'host_unauthorized', retryable: false });
    expect(refusal.message).not.toContain('你的密钥');
  });
});

describe('a deletion', () => {
  it('of what is not there is done', async () => {
    const host = hostAt(await answering(404, xml('NoSuchKey', 'The key does not exist.')));
    await expect(host.delete('fox.png', never)).resolves.toBeUndefined();
  });

  it('that is refused is told', async () => {
    const host = hostAt(await answering(403, xml('AccessDenied', 'Access Denied')));
    expect((await refusalOf(host.delete('fox.png', never))).code).toBe('host_unauthorized');
  });
});
