import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { emptyPayload, signHeaders } from '../../src/hosts/s3/signature.ts';
import { type S3Options, s3Host } from '../../src/hosts/s3.ts';
import { createHttpClient, type HttpAnswer, type HttpRequest } from '../../src/kit/http-client.ts';
import {
  describeHostContract,
  refusalOf,
  type SampleAsset,
  sampleAsset,
} from '../contract/host-contract.ts';
import { createMcpRig } from '../fakes/mcp-rig.ts';
import { solidPng } from '../fakes/png.ts';
import { startS3Relay } from './s3-relay.ts';
import { type Swift, startSwift } from './swift.ts';

const never = new AbortController().signal;
const mebibyte = 1024 * 1024;
let swift: Swift;

beforeAll(async () => {
  swift = await startSwift();
});
afterAll(() => swift.close());

/** A new bucket, and what there is to see in it beside the host under test. */
async function openBucket() {
  const bucket = `pics-${randomBytes(6).toString('hex')}`;
  const client = createHttpClient({ trustedOrigins: [swift.origin] });
  const keys = { ...swift, region: 'us-east-1' };
  const ask = (method: HttpRequest['method'], path = ''): Promise<HttpAnswer> => {
    const url = `${swift.origin}/${bucket}${path}`;
    const headers = signHeaders({ method, url, payloadHash: emptyPayload }, keys, Date.now());
    return client.request({ method, url, headers });
  };
  expect((await ask('PUT')).status).toBe(200);
  return {
    bucket,
    ask,
    /** Reads an object back; undefined where there is none. */
    async read(key: string) {
      const answer = await ask('GET', `/${key}`);
      const { status, headers } = answer;
      const found = await digestOf(answer);
      return status === 200 ? { headers, ...found } : undefined;
    },
    close: () => client.close(),
  };
}

async function digestOf({ body }: HttpAnswer) {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of body) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}

async function setUp(options: Partial<S3Options> = {}) {
  const bucket = await openBucket();
  const client = createHttpClient({ trustedOrigins: [swift.origin] });
  onTestFinished(async () => {
    await Promise.all([bucket.close(), client.close()]);
  });
  const { origin: endpoint, accessKeyId, secretAccessKey } = swift;
  const account = { endpoint, accessKeyId, secretAccessKey, bucket: bucket.bucket };
  const host = s3Host({ ...account, client, ...options });
  const open = (url: string) => client.request({ method: 'GET', url });
  return { bucket, client, host, open };
}

const put = (host: ReturnType<typeof s3Host>, sample: SampleAsset) =>
  host.put(sample.asset, sample.bytes(), never);

/** A large image that is made as it is read, a piece at a time. */
function largeSample(size: number): SampleAsset {
  const piece = randomBytes(256 * 1024);
  const hash = createHash('sha256');
  const lengths = Array.from({ length: Math.ceil(size / piece.length) }, (_, at) =>
    Math.min(piece.length, size - at * piece.length),
  );
  for (const length of lengths) hash.update(piece.subarray(0, length));
  const sample = sampleAsset({ size: 0 });
  sample.asset = { ...sample.asset, size, sha256: hash.digest('hex') };
  sample.bytes = async function* () {
    for (const length of lengths) yield Buffer.from(piece.subarray(0, length));
  };
  return sample;
}

describeHostContract('s3', async () => {
  const bucket = await openBucket();
  const relay = await startS3Relay(swift.origin);
  const client = createHttpClient({ trustedOrigins: [relay.origin] });
  const { accessKeyId, secretAccessKey } = swift;
  const account = { endpoint: relay.origin, accessKeyId, secretAccessKey, bucket: bucket.bucket };
  return {
    host: s3Host({ ...account, client }),
    server: {
      async stored() {
        const puts = relay.asked.filter((line) => line.startsWith('PUT '));
        const names = puts.map((line) => line.slice(line.lastIndexOf('/') + 1));
        const found = await Promise.all(
          names.map(async (fileName) => ({ fileName, object: await bucket.read(fileName) })),
        );
        return found.flatMap(({ fileName, object }) => (object ? { fileName, ...object } : []));
      },
      become: relay.become,
      deleted: async (key) => (await bucket.read(key)) === undefined,
      secret: swift.secretAccessKey,
    },
    close: async () => {
      await Promise.all([client.close(), bucket.close()]);
      await relay.close();
    },
  };
});

describe('an object', () => {
  it('has its type, is shown in place and is cached for ever', async () => {
    const { bucket, host } = await setUp({ prefix: 'art/2026' });
    const sample = sampleAsset();
    const { url, deleteRef } = await put(host, sample);
    expect(deleteRef).toBe(`art/2026/${sample.asset.name}`);
    expect(url).toBe(`${swift.origin}/${bucket.bucket}/${deleteRef}`);
    expect((await bucket.read(deleteRef ?? ''))?.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline',
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });

  it('is shown under the public address', async () => {
    const { host } = await setUp({ publicUrl: 'https://img.example/of' });
    const sample = sampleAsset();
    expect((await put(host, sample)).url).toBe(`https://img.example/of/${sample.asset.name}`);
  });

  it('is put in virtual style too', async () => {
    const relay = await startS3Relay(swift.origin);
    const bucket = await openBucket();
    const origin = `http://${bucket.bucket}.swift.test`;
    const client = createHttpClient({ trustedOrigins: [origin], httpProxy: relay.origin });
    onTestFinished(async () => {
      await Promise.all([client.close(), bucket.close()]);
      await relay.close();
    });
    const { accessKeyId, secretAccessKey } = swift;
    const account = { accessKeyId, secretAccessKey, bucket: bucket.bucket };
    const endpoint = 'http://swift.test';
    const sample = sampleAsset();
    const { url } = await put(s3Host({ ...account, endpoint, client, pathStyle: false }), sample);
    expect(url).toBe(`${origin}/${sample.asset.name}`);
    expect(relay.asked).toEqual([`PUT /${sample.asset.name}`]);
    expect(await bucket.read(sample.asset.name)).toMatchObject({ sha256: sample.asset.sha256 });
  });

  it('whose bytes are not what they were is refused by the server itself', async () => {
    const { bucket, host } = await setUp();
    const sample = sampleAsset();
    const sha256 = createHash('sha256').update('else').digest('hex');
    const refusal = await refusalOf(host.put({ ...sample.asset, sha256 }, sample.bytes(), never));
    expect(refusal).toMatchObject({ code: 'host_failed', retryable: true });
    expect(await bucket.read(sample.asset.name)).toBeUndefined();
  });
});

describe('a private image', () => {
  const sample = () => sampleAsset({ visibility: 'private' });

  it('opens by its address and by no other', async () => {
    const { host, open } = await setUp({ prefix: 'art' });
    const { asset, bytes } = sample();
    const { url, deleteRef } = await host.put(asset, bytes(), never);
    expect(deleteRef).toBe(`art-private/${asset.name}`);
    const answer = await open(url);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect(await digestOf(answer)).toEqual({ size: asset.size, sha256: asset.sha256 });
    const bare = new URL(url);
    bare.search = '';
    expect((await open(bare.href)).status).toBeGreaterThanOrEqual(400);
    expect((await open(url.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).status).toBe(403);
  });

  it('is shown under a fresh address when the first one is over', async () => {
    let clock = Date.now() - 10 * 60_000;
    const { host, open } = await setUp({ urlExpiresSeconds: 60, now: () => clock });
    const { asset, bytes } = sample();
    const { url, deleteRef = '' } = await host.put(asset, bytes(), never);
    clock = Date.now();
    expect((await open(url)).status).toBe(403);
    expect((await open(host.show(asset, deleteRef))).status).toBe(200);
  });

  it('is not shown under the public address, which everybody could read', async () => {
    const { host, open } = await setUp({ publicUrl: 'https://img.example' });
    const { asset, bytes } = sample();
    const { url, deleteRef } = await host.put(asset, bytes(), never);
    expect(deleteRef).toBe(`private/${asset.name}`);
    expect(url.startsWith(swift.origin)).toBe(true);
    expect((await open(url)).status).toBe(200);
  });

  it('opens no longer than it was said to', async () => {
    const signedAt = Date.now() - 10 * 60_000;
    const { host, open } = await setUp({ urlExpiresSeconds: 60, now: () => signedAt });
    const { asset, bytes } = sample();
    const { url } = await host.put(asset, bytes(), never);
    const answer = await open(url);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toMatch(/expired/i);
  });
});

describe('a large image', () => {
  it.each([
    ['in one piece', 64],
    ['in parts', 100],
  ])('goes %s with little memory', async (_, mebibytes) => {
    const { bucket, host } = await setUp();
    const sample = largeSample(mebibytes * mebibyte);
    const before = process.memoryUsage();
    let peak = 0;
    const timer = setInterval(() => {
      const { arrayBuffers, heapUsed } = process.memoryUsage();
      peak = Math.max(peak, arrayBuffers - before.arrayBuffers + heapUsed - before.heapUsed);
    }, 5);
    const { deleteRef = '' } = await put(host, sample).finally(() => clearInterval(timer));
    expect(peak / mebibyte).toBeLessThan(48);
    const { size, sha256 } = sample.asset;
    expect(await bucket.read(deleteRef)).toMatchObject({ size, sha256 });
    expect(await (await bucket.ask('GET', '?uploads=')).text()).not.toContain('<Upload>');
  });

  it('of which a part fails leaves nothing behind', async () => {
    const { bucket, host } = await setUp();
    const sample = largeSample(80 * mebibyte);
    const broken = async function* () {
      let left = 40;
      for await (const chunk of sample.bytes()) {
        yield chunk;
        left -= chunk.length / mebibyte;
        if (left < 0) throw new Error('the disk is gone');
      }
    };
    await refusalOf(host.put(sample.asset, broken(), never));
    expect(await bucket.read(sample.asset.name)).toBeUndefined();
    expect(await (await bucket.ask('GET', '?uploads=')).text()).not.toContain('<Upload>');
  });

  it('whose bytes are not what they were is never finished', async () => {
    const { bucket, host } = await setUp();
    const sample = largeSample(65 * mebibyte);
    const sha256 = createHash('sha256').update('else').digest('hex');
    const refusal = await refusalOf(host.put({ ...sample.asset, sha256 }, sample.bytes(), never));
    expect(refusal.message).toContain('not what they were');
    expect(await bucket.read(sample.asset.name)).toBeUndefined();
  });
});

describe('a refusal', () => {
  it.each([10_000, 20 * mebibyte, 70 * mebibyte])(
    'of a wrong secret is told as such, for %d bytes, and nothing is stored',
    async (size) => {
      const { bucket, host } = await setUp({ secretAccessKey: 'not-the-secret-it-knows' });
      const sample = largeSample(size);
      const refusal = await refusalOf(put(host, sample));
      expect(refusal).toMatchObject({
        code: 'host_unauthorized',
        retryable: false,
        details: { upstreamStatus: 403, upstreamCode: 'SignatureDoesNotMatch' },
      });
      expect(refusal.message).toContain('Check S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.');
      expect(refusal.message).not.toContain('not-the-secret-it-knows');
      expect(await bucket.read(sample.asset.name)).toBeUndefined();
    },
  );

  it.each<[string, Partial<S3Options>, string, RegExp]>([
    ['an unknown key', { accessKeyId: 'painters:nobody' }, 'host_unauthorized', /S3_ACCESS_KEY_ID/],
    ['a bucket that is not there', { bucket: 'no-such-bucket' }, 'host_rejected', /S3_BUCKET/],
    ['another region', { region: 'eu-west-1' }, 'host_rejected', /us-east-1.*S3_REGION/],
    [
      'a clock that is wrong',
      { now: () => Date.now() + 3_600_000 },
      'host_failed',
      /clock is (?:3[56]\d\d) s ahead of the host’s/,
    ],
  ])('of %s says what to set right', async (_, options, code, says) => {
    const { host } = await setUp(options);
    const refusal = await refusalOf(put(host, sampleAsset()));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toMatch(says);
    expect(refusal.message).not.toContain(swift.secretAccessKey);
  });
});

describe('a server that is told of a bucket', () => {
  it.each(['public', 'private'] as const)('keeps %s images there', async (visibility) => {
    const { bucket, open } = await setUp();
    const { app, caller, close } = await createMcpRig({
      S3_BUCKET: bucket.bucket,
      S3_ENDPOINT: swift.origin,
      AWS_ACCESS_KEY_ID: swift.accessKeyId,
      AWS_SECRET_ACCESS_KEY: swift.secretAccessKey,
      S3_PREFIX: '/art/',
    });
    onTestFinished(close);
    const spool = await app.assets.begin();
    await spool.write(solidPng(16, 16));
    const upload = { param: 'image', spool, end: await spool.end(), visibility };
    const { asset, url } = await app.upload({ ...upload, hosting: undefined }, caller);
    const folder = visibility === 'private' ? 'art-private' : 'art';
    expect(asset).toMatchObject({ host: 's3', deleteRef: `${folder}/${asset.name}` });
    expect(new URL(url).pathname).toBe(`/${bucket.bucket}/${folder}/${asset.name}`);
    expect((await open(url)).status).toBe(visibility === 'private' ? 200 : 400);
    expect(await bucket.read(asset.deleteRef ?? '')).toMatchObject({ sha256: asset.sha256 });
  });
});
