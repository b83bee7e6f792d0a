import { encodeKey } from './signature.ts';

/** What the operator told of a bucket; only its name must be there. */
export interface BucketOptions {
  bucket: string;
  /** Without a slash at its end; default AWS in the region. */
  endpoint?: string | undefined;
  /** Default what the endpoint names, else `us-east-1`. */
  region?: string | undefined;
  /** The bucket in the path rather than in the host's name; default as the endpoint wants it. */
  pathStyle?: boolean | undefined;
  /** Where the world reads the bucket, without a slash at its end; default the bucket's own address. */
  publicUrl?: string | undefined;
}

/** Where a bucket is written and read. */
export interface BucketAddress {
  /** For signatures. */
  region: string;
  /** The address of an object for signed requests. */
  object(key: string): string;
  /** The address of an object for everybody, if the bucket lets everybody read. */
  shown(key: string): string;
  /** Whether that can be so; R2 shows nobody anything at its API's address. */
  mayBeShown: boolean;
}

interface Vendor {
  /** What the host's name ends in. */
  host: RegExp;
  /** Finds the region in the host's name, or is it. */
  region: RegExp | string;
  pathStyle: boolean;
  /** Its API answers nothing but signed requests, whatever the bucket's policy says. */
  neverShows?: true;
}

const vendors: readonly Vendor[] = [
  {
    host: /\.amazonaws\.com(?:\.cn)?$/,
    region: /s3[.-](?:dualstack\.)?([a-z]+(?:-[a-z]+)+-\d+)\./,
    pathStyle: false,
  },
  { host: /\.r2\.cloudflarestorage\.com$/, region: 'auto', pathStyle: true, neverShows: true },
  { host: /\.aliyuncs\.com$/, region: /oss-([a-z\d-]+?)(?:-internal)?\./, pathStyle: false },
  { host: /\.myqcloud\.com$/, region: /cos\.([a-z\d-]+)\./, pathStyle: false },
  { host: /\.backblazeb2\.com$/, region: /s3\.([a-z\d-]+)\./, pathStyle: true },
];

const defaultRegion = 'us-east-1';

/**
 * Finds a bucket's addresses from what people have at hand. A known vendor's endpoint may have the
 * bucket in it, as its console shows it, and tells its region and style; any other is believed to
 * want path style, as MinIO, Garage and Swift do unless they are told otherwise.
 */
export function bucketAddress(options: BucketOptions): BucketAddress {
  const { bucket, publicUrl } = options;
  const endpoint = new URL(options.endpoint ?? awsEndpoint(options.region ?? defaultRegion));
  const vendor = vendors.find(({ host }) => host.test(endpoint.hostname));
  const region = options.region ?? regionOf(endpoint, vendor) ?? defaultRegion;
  const host = vendor ? withoutStart(endpoint.host, `${bucket}.`) : endpoint.host;
  const path = endpoint.pathname.replace(/\/$/, '');
  const folder = vendor && path === `/${bucket}` ? '' : path;
  // A certificate for *.vendor covers no name with another dot in it.
  const pathStyle = options.pathStyle ?? (vendor?.pathStyle || bucket.includes('.') || !vendor);
  const base = pathStyle
    ? `${endpoint.protocol}//${host}${folder}/${encodeKey(bucket)}`
    : `${endpoint.protocol}//${bucket}.${host}${folder}`;
  return {
    region,
    object: (key) => `${base}/${encodeKey(key)}`,
    shown: (key) => `${publicUrl ?? base}/${encodeKey(key)}`,
    mayBeShown: publicUrl !== undefined || !vendor?.neverShows,
  };
}

function awsEndpoint(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

function regionOf({ hostname }: URL, vendor: Vendor | undefined): string | undefined {
  if (typeof vendor?.region === 'string') return vendor.region;
  return vendor?.region.exec(hostname)?.[1];
}

function withoutStart(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : text;
}
