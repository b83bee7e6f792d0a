import type { Wire, WireAnswer } from './wire-upstream.ts';

const failure = (code: number, message: string): WireAnswer => ({
  status: code,
  json: { error: { code, message } },
});

/** OpenRouter's Image API, as its guide and its reference tell it. */
export const openrouterWire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && path === '/api/v1/images',
  asked: ({ json }) => Number(json?.n ?? 1),
  keyOf: ({ headers }) => headers.authorization?.toString().replace('Bearer ', ''),
  paint: (_, { pictures, base64 }) => ({
    json: {
      created: 1,
      data: pictures.map((picture) => ({ b64_json: base64(picture), media_type: 'image/png' })),
      usage: { prompt_tokens: 12, completion_tokens: 1056, total_tokens: 1068, cost: 0.04 },
    },
  }),
  other: ({ method, path }) =>
    method === 'GET' && path === '/api/v1/key' ? { json: { data: { label: 'k' } } } : undefined,
  error: (message) => ({ error: { code: 500, message } }),
  empty: { created: 1, data: [] },
  refusals: {
    unauthorized: { ...failure(401, 'User not found.'), code: 'upstream_unauthorized' },
    'out-of-credit': { ...failure(402, 'Insufficient credits.'), code: 'upstream_rate_limited' },
    'model-not-found': {
      ...failure(404, 'No endpoints found for model openai/gpt-image-2.'),
      code: 'upstream_model_not_found',
    },
    'bad-argument': {
      ...failure(400, 'size conflicts with aspect_ratio.'),
      code: 'upstream_rejected',
    },
    overloaded: { ...failure(529, 'Provider returned error'), code: 'upstream_failed' },
    'timed-out': {
      ...failure(524, 'Edge network timeout'),
      code: 'outcome_unknown',
      mayCost: true,
    },
    moderation: {
      ...failure(400, 'The request was rejected by the safety system.'),
      code: 'moderation_blocked',
    },
  },
};
