import type { Wire, WireAnswer } from './wire-upstream.ts';

const failure = (status: number, code: string, message: string): WireAnswer => ({
  status,
  json: { code, message },
});

/** Recraft's images, as its reference tells them. */
export const recraftWire: Wire = {
  isPaint: ({ method, path }) =>
    method === 'POST' && /^\/v1\/images\/(?:generations|imageToImage)$/.test(path),
  asked: ({ json, fields }) => Number(json?.n ?? fields?.n ?? 1),
  keyOf: ({ headers }) => headers.authorization?.toString().replace('Bearer ', ''),
  paint: ({ json, fields }, { pictures, base64, publish }) => {
    const isUrl = (json?.response_format ?? fields?.response_format) === 'url';
    const data = pictures.map((picture) =>
      isUrl ? { url: publish(picture) } : { b64_json: base64(picture) },
    );
    return { json: { created: 1, credits: 40 * data.length, data } };
  },
  other: ({ method, path }) =>
    method === 'GET' && path === '/v1/users/me' ? { json: { credits: 1000 } } : undefined,
  error: (message) => ({ code: 'internal_error', message }),
  empty: { created: 1, credits: 0, data: [] },
  refusals: {
    unauthorized: {
      ...failure(401, 'invalid_api_key', 'Invalid API key provided.'),
      code: 'upstream_unauthorized',
    },
    'out-of-credit': {
      ...failure(402, 'credit_limit', 'Credit limit exceeded.'),
      code: 'upstream_rate_limited',
    },
    'model-not-found': {
      ...failure(404, 'model_not_available', 'unknown model recraftv3'),
      code: 'upstream_model_not_found',
    },
    'bad-argument': {
      ...failure(422, 'invalid_argument', 'size is not supported'),
      code: 'upstream_rejected',
    },
    // Its own words for this are not documented; these are OpenAI's.
    moderation: {
      ...failure(400, 'content_policy_violation', 'The prompt was refused.'),
      code: 'moderation_blocked',
    },
  },
};
