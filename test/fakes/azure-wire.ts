import type { Wire, WireAnswer } from './wire-upstream.ts';

const failure = (status: number, code: string, message: string): WireAnswer => ({
  status,
  json: { error: { code, message, param: null, type: null } },
});

const route = /^\/openai\/deployments\/[^/]+\/images\/(?:generations|edits)\?api-version=[\w-]+$/;

/** Azure OpenAI's images under a deployment, as learn.microsoft.com tells them. */
export const azureWire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && route.test(path),
  asked: ({ json, fields }) => Number(json?.n ?? fields?.n ?? 1),
  keyOf: ({ headers }) => headers['api-key']?.toString(),
  paint: (_, { pictures, base64 }) => ({
    json: {
      created: 1,
      data: pictures.map((picture) => ({ b64_json: base64(picture) })),
      usage: { input_tokens: 12, output_tokens: 1056, total_tokens: 1068 },
    },
  }),
  other: ({ method, path }) =>
    method === 'GET' && path.startsWith('/openai/models?api-version=')
      ? { json: { data: [{ id: 'gpt-image-2' }] } }
      : undefined,
  error: (message) => ({ error: { code: '500', message } }),
  empty: { created: 1, data: [] },
  refusals: {
    unauthorized: {
      ...failure(401, '401', 'Access denied due to invalid subscription key.'),
      code: 'upstream_unauthorized',
    },
    'deployment-not-found': {
      ...failure(404, 'DeploymentNotFound', 'The API deployment for this resource does not exist.'),
      code: 'upstream_model_not_found',
    },
    'bad-argument': {
      ...failure(400, 'invalid_request_error', 'Size is not valid.'),
      code: 'upstream_rejected',
    },
    moderation: {
      ...failure(400, 'contentFilter', 'Your task failed as a result of our safety filters.'),
      code: 'moderation_blocked',
    },
    'prompt-refused': {
      ...failure(400, 'content_policy_violation', 'Your prompt was refused.'),
      code: 'moderation_blocked',
    },
  },
};
