import type { SeenRequest, Wire, WireAnswer } from './wire-upstream.ts';

/** Google's shape of an error (google.rpc.Status). */
const failure = (code: number, status: string, message: string, details: unknown[] = []) => ({
  status: code,
  json: { error: { code, message, status, details } },
});

const blocked = (json: unknown): WireAnswer & { code: string; mayCost: true } => ({
  json,
  code: 'moderation_blocked',
  mayCost: true,
});

const usageMetadata = {
  promptTokenCount: 12,
  candidatesTokenCount: 1120,
  totalTokenCount: 1232,
  thoughtsTokenCount: 100,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 12 }],
  candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1120 }],
};

const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '0s' };

/** `generateContent` as npm @ai-sdk/google@4.0.121 and ai.google.dev/api/generate-content tell it. */
export const geminiWire: Wire = {
  isPaint: ({ method, path }) =>
    method === 'POST' && /^\/v1beta\/models\/[^/]+:generateContent$/.test(path),
  keyOf: ({ headers }: SeenRequest) => headers['x-goog-api-key']?.toString(),
  paint: (_, { pictures, base64 }) => ({
    json: {
      candidates: [
        {
          content: {
            role: 'model',
            parts: [
              { text: 'Here is your picture.' },
              ...pictures.map((picture) => ({
                inlineData: { mimeType: 'image/png', data: base64(picture) },
              })),
            ],
          },
          finishReason: 'STOP',
          index: 0,
        },
      ],
      usageMetadata,
      modelVersion: 'gemini-nano-banana-2.1',
      responseId: 'r-1',
    },
  }),
  other: ({ method, path }) =>
    method === 'GET' && path === '/v1beta/models'
      ? { json: { models: [{ name: 'models/gemini-nano-banana-2.1' }] } }
      : undefined,
  error: (message) => ({ error: { code: 500, message, status: 'INTERNAL' } }),
  empty: {
    candidates: [
      { content: { parts: [{ text: 'I would rather write.' }] }, finishReason: 'STOP', index: 0 },
    ],
  },
  refusals: {
    unauthorized: {
      ...failure(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' },
      ]),
      code: 'upstream_unauthorized',
    },
    forbidden: {
      ...failure(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked.'),
      code: 'upstream_unauthorized',
    },
    'model-not-found': {
      ...failure(
        404,
        'NOT_FOUND',
        'models/gemini-nano-banana-2.1 is not found for API version v1beta.',
      ),
      code: 'upstream_model_not_found',
    },
    'bad-argument': {
      ...failure(400, 'INVALID_ARGUMENT', 'Multiple candidates is not enabled for this model.'),
      code: 'upstream_rejected',
    },
    'rate-limited': {
      ...failure(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', [retryInfo]),
      code: 'upstream_rate_limited',
      sent: 2,
    },
    overloaded: {
      ...failure(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
      code: 'upstream_failed',
      sent: 3,
    },
    deadline: {
      ...failure(504, 'DEADLINE_EXCEEDED', 'Deadline expired.'),
      code: 'outcome_unknown',
      mayCost: true,
    },
    moderation: blocked({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata }),
    'moderated-picture': blocked({
      candidates: [
        {
          content: {},
          finishReason: 'IMAGE_SAFETY',
          finishMessage: 'Unable to show it.',
          index: 0,
        },
      ],
      usageMetadata,
    }),
  },
};
