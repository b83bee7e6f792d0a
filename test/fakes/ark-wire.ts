import type { Wire } from './wire-upstream.ts';

const refusal = (status: number, code: string, message: string, param = '') => ({
  status,
  json: { error: { code, message: `${message} Request id: 021`, param, type: 'BadRequest' } },
});

const sensitive = 'The request failed because it may contain sensitive information.';

/** Ark's images as ai.byteplus.com/ark, image-generation-api and error-codes, tells them. */
export const arkWire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && path === '/api/v3/images/generations',
  keyOf: ({ headers }) => headers.authorization?.toString().replace('Bearer ', ''),
  paint: ({ json }, { pictures, base64, publish }) => ({
    json: {
      model: json?.model,
      created: 1_757_323_224,
      data: pictures.map((picture) => ({
        ...(json?.response_format === 'url'
          ? { url: publish(picture) }
          : { b64_json: base64(picture) }),
        size: '2048x2048',
      })),
      usage: { generated_images: pictures.length, output_tokens: 16_384, total_tokens: 16_384 },
    },
  }),
  other: ({ method, path }) =>
    method === 'GET' && path === '/api/v3/models'
      ? { json: { object: 'list', data: [{ id: 'doubao-seedream-5-0-260128' }] } }
      : undefined,
  error: (message) => ({ error: { code: 'InternalServiceError', message, param: '', type: '' } }),
  empty: { model: 'doubao-seedream-5-0-260128', created: 1, data: [], usage: {} },
  refusals: {
    unauthorized: {
      ...refusal(401, 'AuthenticationError', 'The API key in the request is missing or invalid.'),
      code: 'upstream_unauthorized',
    },
    forbidden: {
      ...refusal(403, 'AccessDenied', 'You have no permission for it.'),
      code: 'upstream_unauthorized',
    },
    'in-arrears': {
      ...refusal(403, 'AccountOverdueError', 'Your account has an overdue balance.'),
      code: 'upstream_rate_limited',
    },
    'not-open': {
      ...refusal(404, 'ModelNotOpen', 'Your account has not activated the model.'),
      code: 'upstream_model_not_found',
    },
    'model-not-found': {
      ...refusal(404, 'InvalidEndpointOrModel.NotFound', 'The model or endpoint does not exist.'),
      code: 'upstream_model_not_found',
    },
    'not-in-plan': {
      ...refusal(404, 'UnsupportedModel', 'The plan does not serve it.'),
      code: 'upstream_model_not_found',
    },
    'bad-argument': {
      ...refusal(400, 'InvalidParameter', 'It is not supported by the current model.', 'stream'),
      code: 'upstream_rejected',
    },
    'rate-limited': {
      ...refusal(429, 'ModelAccountIpmRateLimitExceeded', 'Too many images a minute.'),
      code: 'upstream_rate_limited',
    },
    'quota-used-up': {
      ...refusal(429, 'QuotaExceeded', 'The free quota is used up.'),
      code: 'upstream_rate_limited',
    },
    broken: {
      ...refusal(500, 'InternalServiceError', 'The service had an internal error.'),
      code: 'upstream_failed',
      sent: 3,
    },
    moderation: {
      ...refusal(400, 'InputTextSensitiveContentDetected', sensitive),
      code: 'moderation_blocked',
    },
    'real-person': {
      ...refusal(400, 'InputImageSensitiveContentDetected.PrivacyInformation', sensitive),
      code: 'moderation_blocked',
    },
    'moderated-picture': {
      ...refusal(400, 'OutputImageSensitiveContentDetected', sensitive),
      code: 'moderation_blocked',
    },
    'moderated-in-list': {
      json: {
        created: 1,
        data: [{ error: { code: 'OutputImageSensitiveContentDetected', message: sensitive } }],
        usage: { generated_images: 0 },
      },
      code: 'moderation_blocked',
      mayCost: true,
    },
  },
};
