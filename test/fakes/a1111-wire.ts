import { recordOf } from '../../src/providers/wire/json-value.ts';
import { pictureOf } from './picture.ts';
import { solidPng } from './png.ts';
import type { SeenRequest, Wire, WireAnswer, WireTools } from './wire-upstream.ts';

/** The shape of all its errors (modules/api/api.py, handle_exception). */
const failure = (status: number, error: string, detail: unknown, errors = '') => ({
  status,
  json: { error, detail, body: '', errors },
});

/** `txt2img` and `img2img` as modules/api/api.py answers them, behind --api-auth where it is asked. */
export const a1111Wire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && /^\/sdapi\/v1\/(txt|img)2img$/.test(path),
  keyOf: ({ headers }: SeenRequest) => {
    const [scheme, login = ''] = (headers.authorization?.toString() ?? '').split(' ');
    return scheme === 'Basic' ? Buffer.from(login, 'base64').toString('utf8') : undefined;
  },
  paint: ({ json = {} }, { pictures, base64 }) => {
    const withGrid = recordOf(json.override_settings)?.return_grid !== false;
    const images = pictures.map(base64);
    const seed = json.seed === -1 ? 1234 : json.seed;
    const info = { prompt: json.prompt, seed, all_seeds: [seed], index_of_first_image: +withGrid };
    const parameters = { prompt: json.prompt, init_images: null };
    const grid = withGrid ? images.slice(0, 1) : [];
    return { json: { images: [...grid, ...images], parameters, info: JSON.stringify(info) } };
  },
  other: answerOther,
  error: (message) => ({ error: 'RuntimeError', detail: '', body: '', errors: message }),
  empty: { images: [], parameters: {}, info: '{}' },
  refusals: {
    unauthorized: {
      ...failure(401, 'HTTPException', 'Incorrect username or password'),
      code: 'upstream_unauthorized',
    },
    'no-api': { status: 404, json: { detail: 'Not Found' }, code: 'upstream_rejected' },
    'no-sampler': {
      ...failure(404, 'HTTPException', 'Sampler not found'),
      code: 'upstream_rejected',
    },
    invalid: {
      status: 422,
      json: { detail: [{ loc: ['body', 'steps'], msg: 'value is not a valid integer' }] },
      code: 'upstream_rejected',
    },
    'out-of-memory': {
      ...failure(500, 'OutOfMemoryError', '', 'CUDA out of memory. Tried to allocate 2 GiB'),
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

function answerOther({ method, path }: SeenRequest, { base64 }: WireTools): WireAnswer | undefined {
  if (path === '/sdapi/v1/sd-models') return { json: [{ title: 'a.safetensors [0a1b]' }] };
  if (method === 'POST' && path === '/sdapi/v1/interrupt') return { json: {} };
  if (!path.startsWith('/sdapi/v1/progress')) return undefined;
  const state = { job: 'scripts_txt2img', sampling_step: 5, sampling_steps: 10 };
  const current_image = path.includes('skip_current_image=true') ? null : base64(previewPicture);
  return { json: { progress: 0.6, eta_relative: 1, state, current_image, textinfo: null } };
}

/** What it shows while it paints. */
export const previewPicture = pictureOf(solidPng(8, 8, 0x0a0b0c));
