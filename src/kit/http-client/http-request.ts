/** One request out. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'HEAD';
  /** Absolute, `http:` or `https:`, without a user in it. */
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** In bytes, of a body that is an iterable; without it that goes out chunked. */
  contentLength?: number;
  signal?: AbortSignal;
  /** From the last byte out to the first back, in milliseconds, true to a second; default 600,000. */
  firstByteMs?: number;
  /** Between two pieces of the answer's body, in milliseconds, true to a second; default 30,000. */
  stallMs?: number;
  /**
   * Default false: a 3xx is an answer. True, for GET alone: up to 5 hops, each as guarded as the
   * first, and away from the first origin only headers that carry no credentials.
   */
  followRedirects?: boolean;
}
