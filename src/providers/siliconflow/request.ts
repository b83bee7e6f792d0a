import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import type { Warning } from '../../core/warnings.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import type { PaintRequest } from '../wire/call.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { saySeed } from '../wire/say-seed.ts';

/** The largest seed. */
const maxSeed = 9_999_999_999;

/**
 * Says a request as SiliconFlow's `/images/generations`: `image_size` in place of `size`, `batch_size`
 * in place of `n`, and the images of an edit as `image`, `image2` and `image3`. What it alone knows
 * (`guidance_scale`, `cfg`, `num_inference_steps`, `negative_prompt`) goes along as it came.
 */
export function siliconflowRequest(request: ProviderRequest): SaidRequest {
  const { model, prompt, n, inputs = [], extra = {}, capability } = request;
  const warnings: Warning[] = [];
  const seed = saySeed(request, maxSeed + 1, warnings);
  const parameters: Record<string, Json> = {
    ...extra,
    ...sizeOf(request),
    ...(seed === undefined ? {} : { seed }),
    model,
    prompt,
    ...(capability.maxN > 1 ? { batch_size: n } : {}),
  };
  const build = (): PaintRequest => {
    const sources = new Map<string, Base64Source>();
    const images = inputs.map((input, index) => {
      const key = randomName();
      sources.set(key, input);
      const field = index === 0 ? 'image' : `image${index + 1}`;
      return [field, `data:${input.mediaType};base64,${key}`] as const;
    });
    return {
      path: '/images/generations',
      contentType: 'application/json',
      ...jsonWithBase64({ ...parameters, ...Object.fromEntries(images) }, sources),
      streams: false,
    };
  };
  return { build, warnings };
}

/** It must be told, but to the models that keep the size of their input. */
function sizeOf({ size, capability }: ProviderRequest): Record<string, Json> {
  const wished = size === undefined || size === 'auto' ? capability.sizes?.named[0] : size;
  if (wished === undefined) return {};
  const pixels = parseSize(wished);
  return { image_size: pixels ? `${pixels.width}x${pixels.height}` : wished };
}
