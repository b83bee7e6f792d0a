import { describe, expect, it } from 'vitest';
import { type BucketOptions, bucketAddress } from './bucket-address.ts';

const r2 = 'https://abc123.r2.cloudflarestorage.com';

describe('bucketAddress', () => {
  it.each<[string, Partial<BucketOptions>, string, string]>([
    ['AWS without anything', {}, 'us-east-1', 'https://pics.s3.us-east-1.amazonaws.com'],
    [
      'AWS in a region',
      { region: 'eu-central-1' },
      'eu-central-1',
      'https://pics.s3.eu-central-1.amazonaws.com',
    ],
    [
      'AWS in China',
      { region: 'cn-north-1' },
      'cn-north-1',
      'https://pics.s3.cn-north-1.amazonaws.com.cn',
    ],
    [
      'AWS by its endpoint alone',
      { endpoint: 'https://s3.dualstack.ap-southeast-2.amazonaws.com' },
      'ap-southeast-2',
      'https://pics.s3.dualstack.ap-southeast-2.amazonaws.com',
    ],
    [
      'AWS by the bucket’s own name',
      { endpoint: 'https://pics.s3.us-gov-west-1.amazonaws.com' },
      'us-gov-west-1',
      'https://pics.s3.us-gov-west-1.amazonaws.com',
    ],
    [
      'AWS by its oldest endpoint',
      { endpoint: 'https://s3.amazonaws.com' },
      'us-east-1',
      'https://pics.s3.amazonaws.com',
    ],
    [
      'AWS with dots in the bucket, which no certificate covers',
      { bucket: 'pics.example' },
      'us-east-1',
      'https://s3.us-east-1.amazonaws.com/pics.example',
    ],
    ['R2', { endpoint: r2 }, 'auto', `${r2}/pics`],
    [
      'R2 with the bucket, as its console shows it',
      { endpoint: `${r2}/pics` },
      'auto',
      `${r2}/pics`,
    ],
    [
      'R2 in virtual style',
      { endpoint: r2, pathStyle: false },
      'auto',
      r2.replace('abc', 'pics.abc'),
    ],
    ['MinIO', { endpoint: 'http://192.168.1.9:9000' }, 'us-east-1', 'http://192.168.1.9:9000/pics'],
    [
      'MinIO whose host begins as the bucket does',
      { endpoint: 'https://pics.example' },
      'us-east-1',
      'https://pics.example/pics',
    ],
    [
      'MinIO in virtual style',
      { endpoint: 'https://s3.example:9000', region: 'home', pathStyle: false },
      'home',
      'https://pics.s3.example:9000',
    ],
    [
      'a server in a folder',
      { endpoint: 'https://example.com/storage' },
      'us-east-1',
      'https://example.com/storage/pics',
    ],
    [
      'OSS',
      { endpoint: 'https://s3.oss-cn-hangzhou.aliyuncs.com' },
      'cn-hangzhou',
      'https://pics.s3.oss-cn-hangzhou.aliyuncs.com',
    ],
    [
      'OSS from within, by the bucket’s own name',
      { endpoint: 'https://pics.oss-cn-hangzhou-internal.aliyuncs.com' },
      'cn-hangzhou',
      'https://pics.oss-cn-hangzhou-internal.aliyuncs.com',
    ],
    [
      'COS',
      { bucket: 'pics-1250000000', endpoint: 'https://cos.ap-guangzhou.myqcloud.com' },
      'ap-guangzhou',
      'https://pics-1250000000.cos.ap-guangzhou.myqcloud.com',
    ],
    [
      'B2',
      { endpoint: 'https://s3.us-west-004.backblazeb2.com' },
      'us-west-004',
      'https://s3.us-west-004.backblazeb2.com/pics',
    ],
  ])('finds %s', (_, told, region, base) => {
    const address = bucketAddress({ bucket: 'pics', ...told });
    expect(address.region).toBe(region);
    expect(address.object('art/fox.png')).toBe(`${base}/art/fox.png`);
    expect(address.shown('art/fox.png')).toBe(`${base}/art/fox.png`);
  });

  it('knows that R2 shows objects under a public address alone', () => {
    const told = { bucket: 'pics', endpoint: r2 };
    expect(bucketAddress(told).mayBeShown).toBe(false);
    expect(bucketAddress({ ...told, publicUrl: 'https://img.example' }).mayBeShown).toBe(true);
    expect(bucketAddress({ bucket: 'pics' }).mayBeShown).toBe(true);
  });

  it('shows objects under the public address, but asks for them under their own', () => {
    const publicUrl = 'https://img.example/of';
    const address = bucketAddress({ bucket: 'pics', endpoint: r2, publicUrl });
    expect(address.shown('art/fox.png')).toBe('https://img.example/of/art/fox.png');
    expect(address.object('art/fox.png')).toBe(`${r2}/pics/art/fox.png`);
  });
});
