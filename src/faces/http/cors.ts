import type { HttpContext } from './context.ts';

/** What a page may read of an answer beside its body. */
const exposed = [
  'location',
  'retry-after',
  'idempotent-replayed',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'x-maliang-confirm-above-usd',
  'x-maliang-cost-usd',
  'x-maliang-generation-id',
  'x-maliang-model',
  'x-maliang-price-usd',
  'x-maliang-provider',
  'x-maliang-warnings',
  'x-should-retry',
].join(', ');

const preflightSeconds = '600';

/**
 * Lets pages of the origins that the operator named read our answers, and answers what their
 * browsers ask beforehand; gives a Response only to that. Nobody else is given any such leave.
 */
export function allowOrigin(
  { env, req, body }: HttpContext,
  corsOrigins: readonly string[],
): Response | undefined {
  const { incoming, outgoing } = env;
  const { origin } = incoming.headers;
  if (origin === undefined || !corsOrigins.includes(origin)) return undefined;
  // Set before the answer is made, since some answers are written past Hono.
  outgoing.setHeader('access-control-allow-origin', origin);
  outgoing.setHeader('vary', 'origin');
  const isPreflight = incoming.headers['access-control-request-method'] !== undefined;
  if (req.method !== 'OPTIONS' || !isPreflight) {
    outgoing.setHeader('access-control-expose-headers', exposed);
    return undefined;
  }
  return body(null, 204, {
    'access-control-allow-methods': 'GET, POST, PUT, DELETE',
    'access-control-allow-headers': incoming.headers['access-control-request-headers'] ?? '*',
    'access-control-max-age': preflightSeconds,
  });
}
