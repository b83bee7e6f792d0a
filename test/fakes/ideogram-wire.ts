import type { Wire, WireAnswer } from './wire-upstream.ts';

const failure = (status: number, message: string): WireAnswer => ({
  status,
  json: { error: message },
});

/** Ideogram's `/v1`, as developer.ideogram.ai tells it. */
export const ideogramWire: Wire = {
  isPaint: ({ method, path }) =>
    method === 'POST' && /^\/v1\/ideogram-v[34]\/(?:generate|remix|inpaint)$/.test(path),
  asked: ({ fields }) => Number(fields?.num_images ?? 1),
  keyOf: ({ headers }) => headers['api-key']?.toString(),
  paint: (_, { mode, pictures, publish }) => ({
    json: {
      created: '2026-11-21T00:00:00+00:00',
      data: pictures.map((picture, at) => {
        const isSafe = mode !== 'unsafe' && (mode !== 'half-safe' || at === 0);
        return {
          url: isSafe ? publish(picture) : null,
          prompt: 'a fox',
          resolution: '1024x1024',
          is_image_safe: isSafe,
          seed: 12345,
          style_type: 'GENERAL',
        };
      }),
    },
  }),
  error: (message) => ({ error: message }),
  empty: { created: '2026-11-21T00:00:00+00:00', data: [] },
  refusals: {
    unauthorized: { ...failure(401, 'Not authorized.'), code: 'upstream_unauthorized' },
    'no-access': { ...failure(403, 'No access to this model.'), code: 'upstream_unauthorized' },
    'out-of-credit': {
      status: 402,
      json: { error: 'Payment required', reject_reason: 'insufficient_funds' },
      code: 'upstream_rate_limited',
    },
    'bad-argument': { ...failure(400, 'Invalid aspect ratio.'), code: 'upstream_rejected' },
    'too-many': {
      ...failure(429, 'Too many requests.'),
      headers: { 'retry-after': '0' },
      code: 'upstream_rate_limited',
      sent: 2,
    },
    moderation: {
      ...failure(422, 'Prompt or Initial Image failed the safety checks.'),
      code: 'moderation_blocked',
    },
  },
};
