import { describe, expect, it, onTestFinished } from 'vitest';
import { sampleAsset } from '../../test/contract/host-contract.ts';
import { type FakeLsky, startFakeLsky } from '../../test/fakes/lsky.ts';
import { AppError } from '../core/errors.ts';
import type { BroughtHost } from '../core/generation.ts';
import { createHttpClient } from '../kit/http-client.ts';
import { createHostChooser, type HostChoice, hostOrigins } from './choose-host.ts';

const nothing: HostChoice = {
  imageHost: 'auto',
  imageHostingUrl: undefined,
  imageHostingToken: undefined,
  imageHostingStrategy: undefined,
  imageHostingGuest: false,
  s3Bucket: undefined,
  s3Endpoint: undefined,
  s3Region: undefined,
  s3AccessKeyId: undefined,
  s3SecretAccessKey: undefined,
  s3PublicUrl: undefined,
  s3PathStyle: undefined,
  s3Prefix: undefined,
  s3UrlExpiresSeconds: 604_800,
};
const account = { s3Bucket: 'pics', s3AccessKeyId: 'AKIAIOSFODNN7', s3SecretAccessKey: 'secret' };
const bucket = { ...nothing, ...account };
const ours = {
  ...nothing,
  imageHostingUrl: 'https://ours.test/api/v1/upload',
  imageHostingToken: '1|ours',
};

function chooserFor(settings: HostChoice, trustedOrigins: string[] = []) {
  const client = createHttpClient({ trustedOrigins });
  onTestFinished(() => client.close());
  return createHostChooser(settings, client);
}

const bring = (token: string | undefined, url?: string): BroughtHost => ({ token, url });

function refused(settings: HostChoice, brought?: BroughtHost): AppError {
  try {
    chooserFor(settings).choose(brought);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('it was not refused');
}

async function lskyFor(token = '1|theirs'): Promise<FakeLsky> {
  const lsky = await startFakeLsky({ token });
  onTestFinished(() => lsky.close());
  return lsky;
}

async function put(settings: HostChoice, brought: BroughtHost | undefined, origins: string[]) {
  const { asset, bytes } = sampleAsset();
  const host = chooserFor(settings, origins).choose(brought);
  await host.put(asset, bytes(), new AbortController().signal);
  return host;
}

describe('the host of a request', () => {
  it('is this server where nothing is set up', () => {
    const chooser = chooserFor(nothing);
    expect(chooser.choose(undefined)).toMatchObject({ kind: 'local', local: true });
    expect(chooser.configured.kind).toBe('local');
  });

  it('is the operator’s with the operator’s token', async () => {
    const lsky = await lskyFor('1|ours');
    const settings = { ...ours, imageHostingUrl: lsky.uploadUrl, imageHostingStrategy: '4' };
    expect((await put(settings, undefined, [lsky.origin])).name).toBe('lsky');
    expect(lsky.uploads.map(({ authorization }) => authorization)).toEqual(['Bearer 1|ours']);
    expect(chooserFor(settings).configured.name).toBe('lsky');
  });

  it('is the operator’s where a caller names its very origin, whatever the path', async () => {
    const lsky = await lskyFor('1|ours');
    const settings = { ...ours, imageHostingUrl: lsky.uploadUrl };
    await put(settings, bring(undefined, `${lsky.origin}/elsewhere`), [lsky.origin]);
    expect(lsky.uploads).toHaveLength(1);
  });

  it('takes a caller’s token in place of ours', async () => {
    const lsky = await lskyFor('2|theirs');
    const settings = { ...ours, imageHostingUrl: lsky.uploadUrl };
    const host = await put(settings, bring('2|theirs'), [lsky.origin]);
    expect(lsky.uploads.map(({ authorization }) => authorization)).toEqual(['Bearer 2|theirs']);
    expect(host.name).not.toBe('lsky');
  });

  it('is the caller’s with the caller’s token, and gets nothing of ours', async () => {
    const lsky = await lskyFor('2|theirs');
    const settings = { ...ours, imageHostingStrategy: '4', imageHostingGuest: true };
    await put(settings, bring('2|theirs', lsky.uploadUrl), [lsky.origin]);
    expect(JSON.stringify(lsky.uploads)).not.toMatch(/ours/);
    expect(JSON.stringify(lsky.uploads)).not.toMatch(/strategy/);
  });

  it.each(['https://theirs.test', 'https://ours.test:444', 'http://ours.test/api/v1/upload'])(
    'never takes our token to %s',
    (url) => {
      for (const settings of [ours, { ...ours, imageHostingGuest: true }]) {
        const error = refused(settings, bring(undefined, url));
        expect(error).toMatchObject({
          code: 'base_url_without_key',
          details: { param: 'image_hosting_url' },
        });
      }
    },
  );

  it.each<[string, HostChoice, BroughtHost | undefined, string, string]>([
    [
      'a token of ours without an address',
      { ...ours, imageHostingUrl: undefined },
      undefined,
      'IMAGE_HOSTING_TOKEN',
      'IMAGE_HOSTING_URL',
    ],
    [
      'an address of ours without a token',
      { ...ours, imageHostingToken: undefined },
      undefined,
      'IMAGE_HOSTING_URL',
      'IMAGE_HOSTING_TOKEN',
    ],
    [
      'a caller’s token without any address',
      nothing,
      bring('2|theirs'),
      'image_hosting_token',
      'image_hosting_url',
    ],
    [
      'our origin, named by a caller, without any token',
      { ...ours, imageHostingToken: undefined },
      bring(undefined, 'https://ours.test'),
      'image_hosting_url',
      'image_hosting_token',
    ],
  ])('is refused for %s, with what is missing', (_, settings, brought, set, missing) => {
    const error = refused(settings, brought);
    expect(error.code).toBe('host_half_configured');
    expect(error.message).toContain(`${set} is set, but ${missing} is not`);
  });

  it('takes guests where the operator says so, at the operator’s address alone', () => {
    const guest = { ...ours, imageHostingToken: undefined, imageHostingGuest: true };
    expect(chooserFor(guest).choose(undefined).kind).toBe('lsky');
    expect(refused(guest, bring(undefined, 'https://theirs.test')).code).toBe(
      'base_url_without_key',
    );
  });
});

describe('the host an operator set up', () => {
  it.each<[HostChoice, string]>([
    [nothing, 'local'],
    [ours, 'lsky'],
    [bucket, 's3'],
    [{ ...ours, ...account }, 'lsky'],
    [{ ...ours, ...account, imageHost: 's3' }, 's3'],
    [{ ...ours, imageHost: 'local' }, 'local'],
    [{ ...bucket, imageHost: 'local' }, 'local'],
  ])('of %o is %s', (settings, kind) => {
    const chooser = chooserFor(settings);
    expect(chooser.choose(undefined).kind).toBe(kind);
    expect(chooser.choose(bring(undefined)).kind).toBe(kind);
    expect(chooser.configured.kind).toBe(kind);
  });

  it('is not the bucket where a caller brings a Lsky', () => {
    const host = chooserFor(bucket).choose(bring('2|theirs', 'https://theirs.test'));
    expect(host).toMatchObject({ name: 'caller-lsky', kind: 'lsky' });
  });

  it.each<[HostChoice, string]>([
    [{ ...bucket, s3AccessKeyId: undefined }, 'S3_ACCESS_KEY_ID'],
    [{ ...bucket, s3SecretAccessKey: undefined }, 'S3_SECRET_ACCESS_KEY'],
    [{ ...nothing, imageHost: 's3' }, 'S3_BUCKET'],
    [{ ...bucket, s3Endpoint: 'https://abc.r2.cloudflarestorage.com' }, 'S3_PUBLIC_URL'],
    [{ ...bucket, imageHost: 'lsky' }, 'IMAGE_HOSTING_URL'],
  ])('of %o is refused before anything is spent, for want of %s', (settings, missing) => {
    const error = refused(settings);
    expect(error.code).toBe('host_incomplete');
    expect(error.message).toContain(`${missing} is not set`);
  });
});

describe('hostOrigins', () => {
  it('names where the operator’s own hosts are, the bucket at its very address', () => {
    expect(hostOrigins(nothing)).toEqual([]);
    expect(hostOrigins({ ...ours, ...account })).toEqual([
      'https://ours.test',
      'https://pics.s3.us-east-1.amazonaws.com',
    ]);
    expect(hostOrigins({ ...bucket, s3Endpoint: 'http://10.0.0.9:9000' })).toEqual([
      'http://10.0.0.9:9000',
    ]);
  });
});
