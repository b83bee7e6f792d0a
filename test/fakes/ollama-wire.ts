import { pictureOf } from './picture.ts';
import type { Wire, WireAnswer } from './wire-upstream.ts';

/** Lines of JSON, as it streams them. */
const lines = (rows: readonly unknown[]): WireAnswer => ({
  bytes: {
    mediaType: 'application/x-ndjson',
    picture: pictureOf(Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))),
  },
});

const model = 'x/z-image-turbo';

/** `POST /api/generate` as x/imagegen/cli.go of ollama reads it; it has no keys. */
export const ollamaWire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && path === '/api/generate',
  keyOf: () => undefined,
  paint: (_, { pictures, base64 }) => {
    const steps = [1, 2, 3, 4].map((completed) => ({ model, completed, total: 4, done: false }));
    const [image] = pictures.map(base64);
    return lines([...steps, { model, image, done: true, total_duration: 1 }]);
  },
  other: ({ path }) => (path === '/api/tags' ? { json: { models: [{ name: model }] } } : undefined),
  error: (message) => ({ error: message }),
  empty: { model, done: true },
  refusals: {
    'model-not-found': {
      status: 404,
      json: { error: "model 'x/z-image-turbo' not found" },
      code: 'upstream_model_not_found',
    },
    'out-of-memory': {
      status: 500,
      json: { error: 'model requires more system memory (12 GiB) than is available' },
      code: 'upstream_failed',
      sent: 3,
    },
    'text-model': {
      ...lines([
        { model: 'llama', response: 'A fox!', done: false },
        { model: 'llama', response: '', done: true, eval_count: 4 },
      ]),
      code: 'upstream_no_image',
      mayCost: true,
    },
    'failed-on-the-way': {
      ...lines([
        { model, completed: 1, total: 4, done: false },
        { error: 'the runner has stopped' },
      ]),
      code: 'upstream_failed',
      mayCost: true,
    },
    // It has no filter of its own; a proxy in front of it may.
    moderation: {
      status: 400,
      json: { error: { code: 'content_filter', message: 'Not here.' } },
      code: 'moderation_blocked',
    },
  },
};
