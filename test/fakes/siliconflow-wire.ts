import type { Wire } from './wire-upstream.ts';

const refusal = (status: number, code: number, message: string) => ({
  status,
  json: { code, message, data: null },
});

/** SiliconFlow's images, as docs.siliconflow.cn tells them; errors as its FAQ does. */
export const siliconflowWire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && path === '/v1/images/generations',
  asked: ({ json }) => Number(json?.batch_size ?? 1),
  keyOf: ({ headers }) => headers.authorization?.toString().replace('Bearer ', ''),
  paint: (_, { pictures, publish }) => ({
    json: {
      images: pictures.map((picture) => ({ url: publish(picture) })),
      timings: { inference: 1.5 },
      seed: 42,
    },
  }),
  other: ({ method, path }) =>
    method === 'GET' && path === '/v1/models'
      ? { json: { object: 'list', data: [{ id: 'Kwai-Kolors/Kolors' }] } }
      : undefined,
  error: (message) => ({ code: 50505, message, data: null }),
  empty: { images: [], timings: { inference: 0 }, seed: 0 },
  refusals: {
    // It says so in a bare JSON text.
    unauthorized: { status: 401, json: 'Invalid token', code: 'upstream_unauthorized' },
    'not-verified': {
      ...refusal(403, 30003, 'The model needs real-name authentication.'),
      code: 'upstream_unauthorized',
    },
    'out-of-balance': {
      ...refusal(403, 30001, 'Sorry, your account balance is insufficient'),
      code: 'upstream_rate_limited',
    },
    'payment-required': {
      ...refusal(402, 30001, 'Sorry, your account balance is insufficient'),
      code: 'upstream_rate_limited',
    },
    'model-not-found': {
      ...refusal(400, 20012, 'Model does not exist. Please check it carefully.'),
      code: 'upstream_model_not_found',
    },
    'bad-argument': {
      ...refusal(400, 20015, 'The parameter is invalid. Please check again.'),
      code: 'upstream_rejected',
    },
    'rate-limited': {
      ...refusal(429, 50603, 'Request was rejected due to rate limiting: IPM limit reached.'),
      code: 'upstream_rate_limited',
    },
    overloaded: {
      ...refusal(503, 50505, 'Model service overloaded. Please try again later.'),
      code: 'upstream_failed',
      sent: 3,
    },
    'timed-out': {
      status: 504,
      json: { code: 50504, message: 'Gateway timeout.', data: null },
      code: 'outcome_unknown',
      mayCost: true,
    },
    moderation: {
      ...refusal(400, 20015, 'The prompt violates the content policy.'),
      code: 'moderation_blocked',
    },
  },
};
