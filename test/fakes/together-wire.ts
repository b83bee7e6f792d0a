import type { Wire, WireAnswer } from './wire-upstream.ts';

const failure = (status: number, code: string, message: string): WireAnswer => ({
  status,
  json: { id: 'r-1', error: { message, type: 'invalid_request_error', param: null, code } },
});

/** Together's images, as its reference tells them. */
export const togetherWire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && path === '/v1/images/generations',
  asked: ({ json }) => Number(json?.n ?? 1),
  keyOf: ({ headers }) => headers.authorization?.toString().replace('Bearer ', ''),
  paint: ({ json }, { pictures, base64, publish }) => ({
    json: {
      id: 'r-1',
      model: json?.model,
      object: 'list',
      data: pictures.map((picture, index) =>
        json?.response_format === 'base64'
          ? { index, b64_json: base64(picture), type: 'b64_json' }
          : { index, url: publish(picture), type: 'url' },
      ),
    },
  }),
  other: ({ method, path }) =>
    method === 'GET' && path === '/v1/models'
      ? { json: [{ id: 'black-forest-labs/FLUX.2-pro', type: 'image' }] }
      : undefined,
  error: (message) => ({ error: { message, type: 'server_error', param: null, code: null } }),
  empty: { id: 'r-1', object: 'list', data: [] },
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
      ...failure(
        404,
        'model_not_available',
        'Unable to access model black-forest-labs/FLUX.2-pro.',
      ),
      code: 'upstream_model_not_found',
    },
    'bad-argument': {
      ...failure(422, 'invalid_argument', 'width must be a multiple of 8'),
      code: 'upstream_rejected',
    },
    // Its own words for this are not documented; these are OpenAI's.
    moderation: {
      ...failure(400, 'content_policy_violation', 'The prompt was refused.'),
      code: 'moderation_blocked',
    },
  },
};
