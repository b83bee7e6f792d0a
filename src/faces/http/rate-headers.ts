import type { RateState } from '../../core/rate.ts';

/** What is left of a limit, as draft-ietf-httpapi-ratelimit-headers-05 named it and clients read it. */
export function rateHeaders(rate: RateState | undefined): Record<string, string> {
  if (!rate) return {};
  return {
    'ratelimit-limit': String(rate.limit),
    'ratelimit-remaining': String(rate.remaining),
    'ratelimit-reset': String(rate.resetSeconds),
  };
}
