import { type RetryPolicy, retryPolicy } from '../../core/retry.ts';
import type { HttpClient } from '../../kit/http-client.ts';
import { type Deadlines, deadlines, type Upstream } from './call.ts';

/** What a provider behind an address is made of. */
export interface RemoteOptions {
  name: string;
  /** As people write it, in most cases with or without the version in its path. */
  baseUrl: string;
  /** Empty where none is needed. */
  apiKey: string;
  client: HttpClient;
  /** Default the house's rule. */
  retry?: RetryPolicy;
  /** Default the usual waits. */
  deadlines?: Partial<Deadlines>;
}

/** The same for a server that knows no keys. */
export type KeylessOptions = Omit<RemoteOptions, 'apiKey'>;

/** What one wire says of its upstream beside the options. */
export type OwnUpstream = Pick<Upstream, 'base' | 'authorize' | 'owns' | 'codes' | 'readError'>;

/** The upstream of a provider: its options with the defaults filled in, and what its wire says. */
export function createUpstream(options: RemoteOptions, own: OwnUpstream): Upstream {
  const { name, apiKey, client, retry = retryPolicy } = options;
  return { name, apiKey, client, retry, deadlines: { ...deadlines, ...options.deadlines }, ...own };
}
