import type { SeenRequest, Wire, WireAnswer } from './wire-upstream.ts';

interface Failure {
  message: string;
  type?: string;
  code: string;
  param?: string;
}

const requestId = { 'x-request-id': 'req_fake' };

const failure = (status: number, { type = '', param, ...error }: Failure): WireAnswer => ({
  status,
  headers: requestId,
  json: { error: { type, param: param ?? null, ...error } },
});

/** OpenAI's images API, and what the relays in front of it refuse with. */
export const openaiWire: Wire = {
  isPaint: ({ method, path }) =>
    method === 'POST' && /^\/v1\/images\/(?:generations|edits)$/.test(path),
  asked: ({ json, fields }) => Number(json?.n ?? fields?.n ?? 1),
  keyOf: ({ headers }) => headers.authorization?.toString().replace('Bearer ', ''),
  paint: (seen, { pictures, base64 }) => {
    const prompt = valuesOf(seen).prompt;
    const data = pictures.map((picture, at) => ({
      b64_json: base64(picture),
      revised_prompt: `${prompt} (${at})`,
    }));
    const usage = {
      input_tokens: 10,
      output_tokens: 1000 * data.length,
      total_tokens: 10 + 1000 * data.length,
      input_tokens_details: { text_tokens: 10, image_tokens: 0 },
    };
    return { json: { created: 1795132800, data, usage } };
  },
  other: ({ method, path }) =>
    method === 'GET' && path === '/v1/models'
      ? { json: { object: 'list', data: [{ id: 'gpt-image-2', object: 'model' }] } }
      : undefined,
  error: (message) => ({ error: { message, type: 'server_error', param: null, code: null } }),
  empty: { created: 1795132800, data: [] },
  refusals: {
    unauthorized: {
      ...failure(401, {
        message: 'Incorrect API key provided: sk-a***z.',
        code: 'invalid_api_key',
      }),
      code: 'upstream_unauthorized',
    },
    'model-not-found': {
      ...failure(404, { message: 'The model does not exist.', code: 'model_not_found' }),
      code: 'upstream_model_not_found',
    },
    'no-channel': {
      ...failure(503, {
        message: '分组 default 下模型 gpt-image-2 无可用渠道（distributor）',
        type: 'new_api_error',
        code: 'model_not_found',
      }),
      code: 'upstream_model_not_found',
    },
    rejected: {
      ...failure(400, { message: 'Invalid value.', param: 'size', code: 'invalid_value' }),
      code: 'upstream_rejected',
    },
    quota: {
      ...failure(429, {
        message: 'You exceeded your current quota.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }),
      code: 'upstream_rate_limited',
    },
    moderation: {
      ...failure(400, {
        message: 'Your request was rejected by the safety system.',
        type: 'image_generation_user_error',
        code: 'moderation_blocked',
      }),
      code: 'moderation_blocked',
    },
    // A chat in place of a picture, as gateways that route by name alone answer.
    chat: {
      json: { choices: [{ message: { content: 'I cannot draw.' } }] },
      code: 'upstream_no_image',
      mayCost: true,
    },
    'no-base64': {
      json: { data: [{ b64_json: 'https://x.example/1.png' }] },
      code: 'upstream_not_an_image',
      mayCost: true,
    },
    'gateway-timeout': { status: 504, code: 'outcome_unknown', mayCost: true },
  },
};

/** The parameters of a request, JSON or a form. */
export function valuesOf({ json, fields }: SeenRequest): Readonly<Record<string, unknown>> {
  return { ...json, ...fields };
}
