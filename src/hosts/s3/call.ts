import type { HttpRequest } from '../../kit/http-client.ts';
import { askHost, type HostAccess } from '../wire/ask-host.ts';
import type { BucketAddress } from './bucket-address.ts';
import { type S3Answer, s3Refusal } from './refusal.ts';
import { emptyPayload, type SigningKeys, signHeaders } from './signature.ts';

/** Which bucket is asked, and as whom. */
export interface S3Access extends HostAccess {
  address: BucketAddress;
  keys: SigningKeys;
  /** Milliseconds since 1970. */
  now(): number;
}

/** One request on one object. */
export interface S3Call {
  method: 'POST' | 'PUT' | 'DELETE';
  key: string;
  /** As it stands after the `?`, for example `uploads=`. */
  query?: string;
  headers?: Readonly<Record<string, string>>;
  body?: HttpRequest['body'];
  /** In bytes. */
  contentLength?: number;
  /** Default that of no body. */
  payloadHash?: string;
}

/** Its own answers have a few hundred bytes; what is much longer is a web page. */
const maxAnswerBytes = 64 * 1024;

/**
 * Sends one signed request; resolves with an answer that is a success, and throws an AppError for
 * everything else that can come back, or fail to.
 */
export async function askS3(access: S3Access, call: S3Call, outer: AbortSignal): Promise<S3Answer> {
  const { host, secrets, keys } = access;
  const { method, headers = {}, body, contentLength, payloadHash = emptyPayload } = call;
  const url = access.address.object(call.key) + (call.query === undefined ? '' : `?${call.query}`);
  const at = access.now();
  const signed = signHeaders({ method, url, headers, payloadHash }, keys, at);
  const request: HttpRequest = {
    method,
    url,
    headers: signed,
    ...(body !== undefined && { body }),
    ...(contentLength !== undefined && { contentLength }),
  };
  return askHost(access, request, outer, async ({ status, headers: got, text }) => {
    const answer = { status, headers: got, body: await text(maxAnswerBytes) };
    // A long request is answered 200 before its end is known; then the error stands in the body.
    const refused = status >= 300 || answer.body.includes('<Error>');
    if (!refused) return answer;
    throw s3Refusal(answer, { host, secrets, at, origin: new URL(url).origin });
  });
}

/** Throws where a success lacks what every S3 tells, as the web page of some other server does. */
export function told(value: string | undefined, answer: S3Answer, access: S3Access): string {
  if (value) return value;
  const { host, secrets, address } = access;
  const origin = new URL(address.object('')).origin;
  throw s3Refusal({ ...answer, body: '' }, { host, secrets, origin, at: access.now() });
}
