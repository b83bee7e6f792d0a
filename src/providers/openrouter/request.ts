import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import type { PaintRequest } from '../wire/call.ts';
import { inlineImages } from '../wire/inline-images.ts';

/**
 * Says a request as OpenRouter's `POST /images`, built anew for every try: pixels as `size`, ratios
 * as `aspect_ratio`, tiers as `resolution`, the images of an edit as `input_references`. What it
 * alone knows (`provider`) goes along as it came.
 */
export function openrouterRequest(request: ProviderRequest): PaintRequest {
  const { inputs = [], n, extra = {} } = request;
  const images = inlineImages();
  const named: Record<string, Json | undefined> = {
    model: request.model,
    prompt: request.prompt,
    n: n === 1 ? undefined : n,
    ...shapeOf(request.size),
    quality: request.quality,
    output_format: request.outputFormat,
    output_compression: request.outputCompression,
    background: request.background,
    seed: request.seed,
    stream: undefined,
    input_references:
      inputs.length === 0
        ? undefined
        : inputs.map((input) => ({ type: 'image_url', image_url: { url: images.dataUri(input) } })),
  };
  const known = Object.entries(named).filter(([, value]) => value !== undefined);
  const others = Object.entries(extra).filter(([name]) => !(name in named));
  return {
    path: '/images',
    contentType: 'application/json',
    ...images.write(Object.fromEntries([...others, ...known])),
    streams: false,
  };
}

/** One of the three, since words that contradict each other are refused. */
function shapeOf(size: string | undefined) {
  const shape = { size: undefined, resolution: undefined, aspect_ratio: undefined };
  if (size === undefined) return shape;
  if (parseSize(size)) return { ...shape, size };
  return /^(?:512|\dK)$/.test(size)
    ? { ...shape, resolution: size }
    : { ...shape, aspect_ratio: size };
}
