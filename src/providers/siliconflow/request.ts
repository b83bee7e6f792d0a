import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import type { PaintRequest } from '../wire/call.ts';

/** A request in SiliconFlow's words, and what had to be changed to say it. */
export interface SiliconFlowRequest {
  /** Builds it anew for every try. */
  build(): PaintRequest;
  warnings: Warning[];
}

/** The largest seed. */
const maxSeed = 9_999_999_999;

/**
 * Says a request as SiliconFlow's `/images/generations`: `image_size` in place of `size`, `batch_size`
 * in place of `n`, and the images of an edit as `image`, `image2` and `image3`. What it alone knows
 * (`guidance_scale`, `cfg`, `num_inference_steps`, `negative_prompt`) goes along as it came.
 */
export function siliconflowRequest(request: ProviderRequest): SiliconFlowRequest {
  const { model, prompt, n, inputs = [], extra = {}, capability } = request;
  const warnings: Warning[] = [];
  const parameters: Record<string, Json> = {
    ...extra,
    ...sizeOf(request),
    ...seedOf(request, warnings),
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

function seedOf({ seed, model }: ProviderRequest, warnings: Warning[]): Record<string, Json> {
  if (seed === undefined) return {};
  const said = seed % (maxSeed + 1);
  if (said !== seed) {
    const values = { param: 'seed', from: String(seed), to: String(said), model };
    warnings.push(warning('parameter_mapped', values));
  }
  return { seed: said };
}
