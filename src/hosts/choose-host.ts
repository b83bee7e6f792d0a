import { AppError } from '../core/errors.ts';
import type { BroughtHost } from '../core/generation.ts';
import type { Host } from '../core/host.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { hostKinds } from './index.ts';
import { bucketAddress } from './s3/bucket-address.ts';
import { type S3Settings, s3Account } from './s3.ts';

/** What the operator set up for an image host; every part may be missing. */
export interface HostChoice {
  /** `auto` is Lsky where any of it is set up, else S3 where a bucket is, else this server. */
  imageHost: 'auto' | 'local' | 'lsky' | 's3';
  imageHostingUrl: string | undefined;
  imageHostingToken: string | undefined;
  imageHostingStrategy: string | undefined;
  imageHostingGuest: boolean;
  s3Bucket: string | undefined;
  s3Endpoint: string | undefined;
  s3Region: string | undefined;
  s3AccessKeyId: string | undefined;
  s3SecretAccessKey: string | undefined;
  s3PublicUrl: string | undefined;
  s3PathStyle: boolean | undefined;
  s3Prefix: string | undefined;
  s3UrlExpiresSeconds: number;
}

/** Finds the host for a request among the operator's and the caller's own. */
export interface HostChooser {
  /** The operator's; the local one where nothing is set up. */
  configured: Host;
  /**
   * Throws `host_half_configured`, `host_incomplete` or `base_url_without_key` before anything is
   * spent.
   */
  choose(brought: BroughtHost | undefined): Host;
}

const olderUrl = 'https://tu.my/api/v1/upload';
const olderToken = 'a token built into it';

/** The operator's host, and the rules on what a caller may put in its place. */
export function createHostChooser(settings: HostChoice, client: HttpClient): HostChooser {
  const kind = configuredKind(settings);
  const local = hostKinds.local.create({}, client);
  const bucket = s3Settings(settings);
  const s3 = hostKinds.s3.create(bucket, client);

  function configured(): Host {
    const { imageHostingUrl: url, imageHostingToken: token, imageHostingGuest: guest } = settings;
    if (kind === 's3') return s3;
    if (kind === 'local' || url === undefined) return local;
    return hostKinds.lsky.create(
      { url, token, guest, strategyId: settings.imageHostingStrategy },
      client,
    );
  }

  return {
    configured: configured(),
    choose(brought) {
      // What callers bring is always a Lsky's.
      const brings = brought?.url !== undefined || brought?.token !== undefined;
      if (brings || kind === 'lsky') return chooseLsky(settings, brought, client);
      if (kind === 'local') return local;
      s3Account(bucket);
      return s3;
    },
  };
}

/** The addresses of the operator's own hosts, which may be private ones. */
export function hostOrigins(settings: HostChoice): string[] {
  const { bucket, ...place } = s3Settings(settings);
  const object = bucket && bucketAddress({ ...place, bucket }).object('');
  const urls = [settings.imageHostingUrl, object];
  return urls.flatMap((url) => (url ? [new URL(url).origin] : []));
}

function configuredKind(settings: HostChoice): 'local' | 'lsky' | 's3' {
  if (settings.imageHost !== 'auto') return settings.imageHost;
  if (settings.imageHostingUrl ?? settings.imageHostingToken) return 'lsky';
  return settings.s3Bucket === undefined ? 'local' : 's3';
}

function s3Settings(settings: HostChoice): S3Settings {
  return {
    bucket: settings.s3Bucket,
    endpoint: settings.s3Endpoint,
    region: settings.s3Region,
    accessKeyId: settings.s3AccessKeyId,
    secretAccessKey: settings.s3SecretAccessKey,
    publicUrl: settings.s3PublicUrl,
    pathStyle: settings.s3PathStyle,
    prefix: settings.s3Prefix,
    urlExpiresSeconds: settings.s3UrlExpiresSeconds,
  };
}

function chooseLsky(
  settings: HostChoice,
  brought: BroughtHost | undefined,
  client: HttpClient,
): Host {
  const { imageHostingUrl: ownUrl, imageHostingToken: ownToken } = settings;
  const callerChosen = brought?.url !== undefined && !isOwn(brought.url, ownUrl);
  // Our token goes to the very address the operator set, not to another path beside it.
  const url = callerChosen || brought?.token !== undefined ? (brought?.url ?? ownUrl) : ownUrl;
  const token = brought?.token ?? (callerChosen ? undefined : ownToken);
  if (callerChosen && token === undefined) {
    const names = { url_param: 'image_hosting_url', key_param: 'image_hosting_token' };
    throw new AppError('base_url_without_key', names, { param: 'image_hosting_url' });
  }
  if (url === undefined) {
    if (token !== undefined) throw half(brought?.token === undefined, 'token', 'url', olderUrl);
    throw new AppError('host_incomplete', { host: 'lsky', missing: 'IMAGE_HOSTING_URL' });
  }
  const guest = settings.imageHostingGuest && !callerChosen;
  if (token === undefined && !guest) {
    throw half(brought?.url === undefined, 'url', 'token', olderToken);
  }
  // A host with a caller's own token is not the operator's: nothing is ever sent there again.
  const name = brought?.token === undefined ? 'lsky' : 'caller-lsky';
  const strategyId = url === ownUrl ? settings.imageHostingStrategy : undefined;
  return hostKinds.lsky.create({ name, url, token, strategyId, guest }, client);
}

function isOwn(url: string, ownUrl: string | undefined): boolean {
  return ownUrl !== undefined && new URL(url).origin === new URL(ownUrl).origin;
}

function half(bySetting: boolean, set: string, missing: string, older: string): AppError {
  const name = (part: string) =>
    bySetting ? `IMAGE_HOSTING_${part.toUpperCase()}` : `image_hosting_${part}`;
  return new AppError('host_half_configured', { set: name(set), missing: name(missing), older });
}
