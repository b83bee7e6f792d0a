import type { Wire, WireAnswer } from './wire-upstream.ts';

const failure = (status: number, error: string): WireAnswer => ({ status, json: { error } });

/** HF Inference's `text-to-image`, as the official client speaks it. */
export const huggingfaceWire: Wire = {
  isPaint: ({ method, path }) =>
    method === 'POST' && /^\/hf-inference\/models\/[\w.-]+\/[\w.-]+$/.test(path),
  keyOf: ({ headers }) => headers.authorization?.toString().replace('Bearer ', ''),
  paint: (_, { pictures: [picture] }) =>
    picture ? { bytes: { mediaType: 'image/png', picture } } : { status: 500 },
  error: (error) => ({ error }),
  empty: {},
  refusals: {
    unauthorized: {
      ...failure(401, 'Invalid username or password.'),
      code: 'upstream_unauthorized',
    },
    'out-of-credit': {
      ...failure(402, 'You have depleted your monthly included credits.'),
      code: 'upstream_rate_limited',
    },
    'not-served': {
      ...failure(400, 'Model not supported by provider hf-inference'),
      code: 'upstream_model_not_found',
    },
    'no-longer-served': {
      ...failure(
        410,
        'The requested model is deprecated and no longer supported by provider hf-inference',
      ),
      code: 'upstream_model_not_found',
    },
    loading: {
      status: 503,
      json: { error: 'Model stabilityai/x is currently loading', estimated_time: 0.02 },
      code: 'upstream_rate_limited',
      sent: 2,
    },
    'loading-for-long': {
      status: 503,
      json: { error: 'Model stabilityai/x is currently loading', estimated_time: 577.4 },
      code: 'upstream_rate_limited',
    },
    'too-many': {
      ...failure(429, 'Too many requests'),
      headers: { 'retry-after': '0' },
      code: 'upstream_rate_limited',
      sent: 2,
    },
    'bad-argument': {
      ...failure(422, 'Input validation error: `height` must be a multiple of 8'),
      code: 'upstream_rejected',
    },
    // Its own words for this are not documented; these are OpenAI's.
    moderation: {
      ...failure(400, 'The prompt violates our content policy.'),
      code: 'moderation_blocked',
    },
  },
};
