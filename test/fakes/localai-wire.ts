import type { SeenRequest, Wire, WireAnswer } from './wire-upstream.ts';

const failure = (code: number, message: string): WireAnswer => ({
  status: code,
  json: { error: { code, message, type: '' } },
});

/** LocalAI's images (core/http/endpoints/openai); what it paints inside of a mask is behind a URL. */
export const localaiWire: Wire = {
  isPaint: ({ method, path }) =>
    method === 'POST' && /^\/v1\/images\/(generations|inpainting)$/.test(path),
  keyOf: ({ headers }: SeenRequest) => headers.authorization?.toString().slice('Bearer '.length),
  paint: ({ path }, { pictures, base64, begin }) => {
    const url = `http://inside.example/generated-images/${begin().id}.png`;
    const isHidden = path.endsWith('inpainting');
    const data = pictures.map((picture) => (isHidden ? { url } : { b64_json: base64(picture) }));
    return { json: { created: 1, id: 'x', data } };
  },
  other: ({ path }, { tasks }) => {
    if (path === '/v1/models') return { json: { data: [{ id: 'stablediffusion' }] } };
    const [, id = ''] = /^\/generated-images\/(.+)\.png$/.exec(path) ?? [];
    const picture = tasks.get(id)?.pictures[0];
    return picture && { bytes: { mediaType: 'image/png', picture } };
  },
  error: (message) => ({ error: { code: 500, message, type: '' } }),
  empty: { created: 1, data: [] },
  refusals: {
    unauthorized: {
      ...failure(401, 'An authentication key is required'),
      code: 'upstream_unauthorized',
    },
    'no-mask': { ...failure(400, 'missing mask file'), code: 'upstream_rejected' },
    'no-backend': {
      ...failure(500, 'failed to load model with internal loader: could not load model'),
      code: 'upstream_failed',
      sent: 3,
    },
    // It has no filter of its own; a proxy in front of it may.
    moderation: {
      status: 400,
      json: { error: { code: 'content_filter', message: 'Not here.' } },
      code: 'moderation_blocked',
    },
  },
};
