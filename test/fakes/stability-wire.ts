import type { Wire, WireAnswer } from './wire-upstream.ts';

const failure = (status: number, name: string, message: string): WireAnswer => ({
  status,
  json: { id: 'e-1', name, errors: [message] },
});

/** Stability AI's v2beta Stable Image, asked for JSON. */
export const stabilityWire: Wire = {
  isPaint: ({ method, path }) =>
    method === 'POST' && /^\/v2beta\/stable-image\/generate\/(?:ultra|core|sd3)$/.test(path),
  keyOf: ({ headers }) => headers.authorization?.toString().replace('Bearer ', ''),
  paint: (_, { pictures, base64 }) => {
    const [picture] = pictures;
    const image = picture && base64(picture);
    return { json: { image, finish_reason: 'SUCCESS', seed: 42 } };
  },
  other: ({ method, path }) =>
    method === 'GET' && path === '/v1/user/balance' ? { json: { credits: 25 } } : undefined,
  error: (message) => ({ id: 'e-1', name: 'internal_error', errors: [message] }),
  empty: { finish_reason: 'SUCCESS', seed: 42 },
  refusals: {
    unauthorized: {
      ...failure(401, 'unauthorized', 'missing or invalid api key'),
      code: 'upstream_unauthorized',
    },
    'out-of-credit': {
      ...failure(402, 'payment_required', 'You lack sufficient credits.'),
      code: 'upstream_rate_limited',
    },
    'bad-argument': {
      ...failure(400, 'bad_request', 'aspect_ratio: must be one of those listed'),
      code: 'upstream_rejected',
    },
    moderation: {
      ...failure(403, 'content_moderation', 'Your request was flagged.'),
      code: 'moderation_blocked',
    },
    'filtered-picture': {
      json: { finish_reason: 'CONTENT_FILTERED', seed: 42 },
      code: 'moderation_blocked',
      mayCost: true,
    },
  },
};
