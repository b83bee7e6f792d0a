import { createHash, createHmac } from 'node:crypto';

/** Who signs, and for which region; a signature is good for no other. */
export interface SigningKeys {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

/** A request to sign. */
export interface SignableRequest {
  method: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'HEAD';
  /** As it goes out: path and query must already be written as `encodeKey` writes. */
  url: string;
  /** Only what is to be signed, names in lower case; `host` is always. */
  headers?: Readonly<Record<string, string>>;
  /** Hex SHA-256 of the body, or `unsignedPayload` where nobody knows it beforehand. */
  payloadHash: string;
}

/** Stands for the hash of a body that is not known when its headers go out. */
export const unsignedPayload = 'UNSIGNED-PAYLOAD';

/** Hex SHA-256 of no body at all. */
export const emptyPayload = sha256('');

/**
 * The headers that make a request a signed one, those that were handed over among them. Source:
 * AWS Signature Version 4 for S3, where the path is encoded once and not normalised.
 */
export function signHeaders(
  request: SignableRequest,
  keys: SigningKeys,
  at: number,
): Record<string, string> {
  const date = amzDate(at);
  const headers: Record<string, string> = {
    ...request.headers,
    'x-amz-content-sha256': request.payloadHash,
    'x-amz-date': date,
  };
  const signed = { ...headers, host: new URL(request.url).host };
  const credential = `${keys.accessKeyId}/${scopeOf(keys, date)}`;
  const signature = sign(request, signed, keys, date);
  const fields = `Credential=${credential},SignedHeaders=${namesOf(signed)},Signature=${signature}`;
  return { ...headers, authorization: `AWS4-HMAC-SHA256 ${fields}` };
}

/** An address that anybody may GET for so many seconds, at most 604,800 (a week). */
export function presignUrl(
  url: string,
  expiresSeconds: number,
  keys: SigningKeys,
  at: number,
): string {
  const date = amzDate(at);
  const signed = { host: new URL(url).host };
  const query = canonicalQuery([
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${keys.accessKeyId}/${scopeOf(keys, date)}`],
    ['X-Amz-Date', date],
    ['X-Amz-Expires', String(expiresSeconds)],
    ['X-Amz-SignedHeaders', namesOf(signed)],
  ]);
  const unsigned = `${url}?${query}`;
  const request = { method: 'GET', url: unsigned, payloadHash: unsignedPayload } as const;
  return `${unsigned}&X-Amz-Signature=${sign(request, signed, keys, date)}`;
}

/** Percent-encodes all but unreserved characters and the slashes between segments (RFC 3986). */
export function encodeKey(key: string): string {
  return key.split('/').map(encode).join('/');
}

function sign(
  request: SignableRequest,
  signed: Readonly<Record<string, string>>,
  keys: SigningKeys,
  date: string,
): string {
  const { pathname, searchParams } = new URL(request.url);
  const names = Object.keys(signed).sort();
  const canonicalRequest = [
    request.method,
    pathname,
    canonicalQuery([...searchParams]),
    ...names.map((name) => `${name}:${signed[name]?.trim().replace(/ +/g, ' ')}`),
    '',
    names.join(';'),
    request.payloadHash,
  ].join('\n');
  const scope = scopeOf(keys, date);
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonicalRequest)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`);
  return hmac(key, text).toString('hex');
}

function canonicalQuery(pairs: [string, string][]): string {
  const encoded = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return encoded.sort().join('&');
}

function namesOf(headers: Readonly<Record<string, string>>): string {
  return Object.keys(headers).sort().join(';');
}

function scopeOf({ region }: SigningKeys, date: string): string {
  return `${date.slice(0, 8)}/${region}/s3/aws4_request`;
}

/** `20130524T000000Z` */
function amzDate(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

function encode(text: string): string {
  const hex = (character: string) => character.charCodeAt(0).toString(16).toUpperCase();
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${hex(character)}`);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
