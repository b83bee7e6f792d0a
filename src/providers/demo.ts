import type { Capability } from '../core/capability.ts';
import { AppError } from '../core/errors.ts';
import type { ImageInput } from '../core/image.ts';
import type { Provider, ProviderEvent, ProviderRequest } from '../core/provider.ts';
import { warning } from '../core/warnings.ts';
import { maxPixels } from './demo/max-pixels.ts';
import type { Paint, PaintJob } from './demo/paint-png.ts';
import { hashText } from './demo/random.ts';
import { createStudio } from './demo/studio.ts';

const capability: Capability = {
  model: 'demo',
  title: 'Demo painter: built in, free, not AI',
  sizes: {
    named: ['1024x1024', '1536x1024', '1024x1536', 'auto'],
    free: { step: 1, minSide: 16, maxSide: 4096, minPixels: 256, maxPixels, maxRatio: 16 },
  },
  qualities: ['auto', 'low', 'medium', 'high'],
  formats: ['png'],
  backgrounds: ['auto', 'opaque'],
  maxN: 10,
  maxInputs: 16,
  mask: true,
  markup: false,
  stream: true,
  seed: true,
  moderation: false,
  inputFidelity: false,
  style: false,
  user: false,
  compression: false,
  passUnknown: false,
  price: {
    perImage: { '*': 0 },
    perMillionTokens: undefined,
    source: 'built in',
    asOf: '2026-11-20',
  },
  verified: 'live',
  source: 'built in',
  retired: undefined,
};

/** Files to edit are read whole, as their pixels are needed in any order; this many bytes at most. */
const maxInputBytes = 100 * 1024 * 1024;

interface Size {
  width: number;
  height: number;
}

function chooseSize(size: string | undefined, input: ImageInput | undefined): Size {
  const asked = /^(\d{1,5})x(\d{1,5})$/.exec(size ?? '');
  if (asked !== null) return { width: Number(asked[1]), height: Number(asked[2]) };
  if (size !== undefined && size !== 'auto') {
    throw new AppError(
      'invalid_value',
      { param: 'size', expected: 'auto or WIDTHxHEIGHT', got: size },
      { param: 'size' },
    );
  }
  // A head that does not tell its size (0) says nothing we could keep.
  if (input !== undefined && input.width > 0 && input.height > 0) return input;
  return { width: 1024, height: 1024 };
}

function checkInputs(input: ImageInput | undefined, mask: ImageInput | undefined): void {
  for (const [param, file] of [['image', input] as const, ['mask', mask] as const]) {
    if (file === undefined) continue;
    if (file.width * file.height > maxPixels || file.size > maxInputBytes) {
      throw new AppError('too_large', { param, limit: '16.7 megapixels or 100 MiB' }, { param });
    }
  }
  if (input === undefined || mask === undefined) return;
  const fits = mask.width === input.width && mask.height === input.height;
  if (fits && mask.mediaType === 'image/png') return;
  throw new AppError(
    'invalid_value',
    {
      param: 'mask',
      expected: `a PNG of ${input.width}x${input.height}, as large as the image`,
      got: `${mask.mediaType} of ${mask.width}x${mask.height}`,
    },
    { param: 'mask' },
  );
}

/** The file's bytes where it is a PNG; anything else is only asked for its size. */
async function readPng(input: ImageInput | undefined): Promise<Uint8Array | undefined> {
  if (input?.mediaType !== 'image/png') return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of input.bytes()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The pictures handed in that nothing of shows: those after the first, and what is no PNG. */
function unused({ inputs = [], mask }: ProviderRequest): string[] {
  const [first, ...others] = inputs;
  const names = others.map((_, i) => `image[${i + 1}]`);
  const legible = first?.mediaType === 'image/png';
  if (first !== undefined && !legible) names.unshift('image');
  return mask !== undefined && !legible ? [...names, 'mask'] : names;
}

function revise(prompt: string): string {
  return /\p{Script=Han}/u.test(prompt)
    ? `${prompt} —— 由演示画笔绘制，并非 AI`
    : `${prompt} — painted by the demo painter, not AI`;
}

/** At which shares of the full size the previews are painted. */
function previewShares(count: number): readonly number[] {
  return [[], [1 / 3], [1 / 8, 1 / 3], [1 / 8, 1 / 3, 1 / 2]][Math.min(3, count)] ?? [];
}

async function* paintAll(
  request: ProviderRequest,
  first: PaintJob,
  paint: Paint,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent> {
  const shares = previewShares(request.partialImages ?? 0);
  const steps = request.n * (shares.length + 1);
  let done = 0;
  const progress = (): ProviderEvent => ({ type: 'progress', fraction: done++ / steps });
  yield { type: 'warning', warning: warning('demo_painter', {}) };
  for (const param of unused(request)) {
    yield { type: 'warning', warning: warning('parameter_dropped', { param, model: 'demo' }) };
  }
  for (let index = 0; index < request.n; index++) {
    const seed = first.seed + index;
    const at = (share: number) => ({
      mediaType: 'image/png',
      url: undefined,
      bytes: () => paint({ ...first, seed, share }, signal),
    });
    for (const share of shares) {
      yield progress();
      signal.throwIfAborted();
      yield { type: 'image-partial', index, image: at(share) };
    }
    yield progress();
    signal.throwIfAborted();
    yield { type: 'image', index, image: at(1), revisedPrompt: revise(request.prompt), seed };
  }
  yield progress();
}

/**
 * The provider of a server without any: paints landscapes and simple subjects by the words of the
 * prompt, always the same for the same prompt, seed and size, and says everywhere that it is no AI.
 */
export function demoProvider(options: { paint?: Paint } = {}): Provider {
  const paint = options.paint ?? createStudio();
  return {
    name: 'demo',
    kind: 'demo',
    origin: undefined,
    permissive: undefined,
    defaultModel: capability.model,
    models: () => [capability],
    async generate(request, signal) {
      const input = request.inputs?.[0];
      const mask = input === undefined ? undefined : request.mask;
      checkInputs(input, mask);
      const size = chooseSize(request.size, input);
      const base = await readPng(input);
      const job: PaintJob = {
        prompt: request.prompt,
        seed: request.seed ?? hashText(request.prompt) + request.first,
        width: size.width,
        height: size.height,
        share: 1,
        // Without grain the file is a third of the size; with it soft skies have no steps.
        grain: request.quality === 'low' ? 0 : 2.2,
        base,
        mask: base === undefined ? undefined : await readPng(mask),
      };
      await request.onSend();
      signal.throwIfAborted();
      return paintAll(request, job, paint, signal);
    },
    status: async () => ({
      online: true,
      message: 'The demo painter is built in.',
      httpStatus: undefined,
    }),
  };
}
