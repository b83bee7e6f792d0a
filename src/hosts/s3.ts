import { AppError } from '../core/errors.ts';
import type { Host } from '../core/host.ts';
import type { Asset } from '../core/image.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { type BucketAddress, bucketAddress } from './s3/bucket-address.ts';
import { askS3, type S3Access, told } from './s3/call.ts';
import { putParts } from './s3/put-parts.ts';
import { presignUrl, type SigningKeys } from './s3/signature.ts';

/** Where a bucket is, and as whom it is asked; what is missing is told when it is used. */
export interface S3Account {
  /** Default `s3`. */
  name?: string | undefined;
  bucket?: string | undefined;
  accessKeyId?: string | undefined;
  secretAccessKey?: string | undefined;
  /** Without a slash at its end; default AWS in the region. */
  endpoint?: string | undefined;
  /** Default what the endpoint names, else `us-east-1`. */
  region?: string | undefined;
  /** Default as the endpoint wants it. */
  pathStyle?: boolean | undefined;
  /** Where the world reads the bucket, without a slash at its end; default the bucket itself. */
  publicUrl?: string | undefined;
}

/** How images are kept in a bucket of Amazon S3 or of anything that speaks its language. */
export interface S3Settings extends S3Account {
  /** The folder of public images, without slashes at its ends. */
  prefix?: string | undefined;
  /** How long the address of a private image is good for, at most and by default 604,800 (a week). */
  urlExpiresSeconds?: number | undefined;
}

/** What else a host in a bucket works with. */
export interface S3Options extends S3Settings {
  client: HttpClient;
  /** For one call as a whole, in milliseconds; default 60,000. */
  timeoutMs?: number | undefined;
  /** Milliseconds since 1970; default the clock. */
  now?: (() => number) | undefined;
}

/** In bytes; what is larger goes in parts. */
const largestSinglePut = 64 * 1024 * 1024;
const oneWeek = 604_800;
const maxAge = 'max-age=31536000, immutable';

/**
 * Keeps images in a bucket. The address of a private one is signed and expires; private images lie
 * in a folder beside the other, so that a bucket's policy can open the one and not the other.
 */
export function s3Host(options: S3Options): Required<Host> {
  const { name = 's3', prefix, urlExpiresSeconds = oneWeek, now = Date.now } = options;

  function openBucket(): S3Access {
    const { client, timeoutMs = 60_000 } = options;
    const { address, keys } = s3Account(options);
    return { host: name, client, timeoutMs, secrets: [keys.secretAccessKey], address, keys, now };
  }

  function show({ visibility }: Pick<Asset, 'visibility'>, key: string): string {
    const { address, keys } = s3Account(options);
    if (visibility === 'public') return address.shown(key);
    return presignUrl(address.object(key), urlExpiresSeconds, keys, now());
  }

  return {
    name,
    kind: 's3',
    local: false,
    async put(asset, bytes, signal) {
      const access = openBucket();
      const isPublic = asset.visibility === 'public';
      const folder = isPublic ? prefix : [prefix, 'private'].filter(Boolean).join('-');
      const key = [folder, asset.name].filter(Boolean).join('/');
      await putObject(access, key, asset, bytes, signal);
      return { url: show(asset, key), deleteRef: key };
    },
    show,
    async delete(deleteRef, signal) {
      await askS3(openBucket(), { method: 'DELETE', key: deleteRef }, signal).catch(forgiveMissing);
    },
  };
}

async function putObject(
  access: S3Access,
  key: string,
  { mediaType, visibility, size, sha256 }: Asset,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const headers = {
    'content-type': mediaType,
    'content-disposition': 'inline',
    'cache-control': `${visibility}, ${maxAge}`,
  };
  if (size > largestSinglePut) {
    return putParts(access, { key, headers, size, sha256 }, bytes, signal);
  }
  const body = { body: bytes, contentLength: size, payloadHash: sha256 };
  const answer = await askS3(access, { method: 'PUT', key, headers, ...body }, signal);
  told(answer.headers.etag, answer, access);
}

/**
 * Finds out where a bucket is and as whom it is asked; throws `host_incomplete`, naming what is
 * missing, or `host_unauthorized` where a key cannot even be sent.
 */
export function s3Account(options: S3Account): { address: BucketAddress; keys: SigningKeys } {
  const { name: host = 's3', endpoint, region, pathStyle, publicUrl } = options;
  const needed = (value: string | undefined, missing: string): string => {
    if (value) return value;
    throw new AppError('host_incomplete', { host, missing });
  };
  const bucket = needed(options.bucket, 'S3_BUCKET');
  const accessKeyId = needed(options.accessKeyId, 'S3_ACCESS_KEY_ID');
  const secretAccessKey = needed(options.secretAccessKey, 'S3_SECRET_ACCESS_KEY');
  const address = bucketAddress({ bucket, endpoint, region, pathStyle, publicUrl });
  if (!address.mayBeShown) needed(publicUrl, 'S3_PUBLIC_URL');
  if (!/^[\x21-\x7e]+$/.test(accessKeyId)) {
    // A placeholder such as `你的密钥` would break the header it stands in.
    const reason = 'it has characters that no key has.';
    const settings = 'S3_ACCESS_KEY_ID';
    throw new AppError('host_unauthorized', { host, status: 'not sent', reason, settings });
  }
  return { address, keys: { accessKeyId, secretAccessKey, region: address.region } };
}

/** What is gone needs no deleting. */
function forgiveMissing(thrown: unknown): void {
  if (thrown instanceof AppError && thrown.details.upstreamCode === 'NoSuchKey') return;
  throw thrown;
}
