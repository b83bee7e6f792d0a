import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import type { Warning } from '../../core/warnings.ts';
import type { PaintRequest } from '../wire/call.ts';
import { inlineImages } from '../wire/inline-images.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { sayRatio } from '../wire/say-ratio.ts';

/**
 * Says a request as Together's `/images/generations`: `width` and `height`, or `aspect_ratio` for the
 * models that know ratios only; images as `image_url` for Kontext, else as `reference_images`. What
 * it alone knows (`steps`, `guidance_scale`, `negative_prompt`) goes along as it came.
 */
export function togetherRequest(request: ProviderRequest): SaidRequest {
  const { model, prompt, n, inputs = [], extra = {}, seed, outputFormat, preferUrl } = request;
  const warnings: Warning[] = [];
  const parameters: Record<string, Json> = {
    ...extra,
    ...shapeOf(request, warnings),
    ...(seed === undefined ? {} : { seed }),
    ...(outputFormat === undefined ? {} : { output_format: outputFormat }),
    model,
    prompt,
    n,
    response_format: preferUrl ? 'url' : 'base64',
  };
  const build = (): PaintRequest => {
    const images = inlineImages();
    const uris = inputs.map((input) => images.dataUri(input));
    const [only] = uris;
    const named =
      only === undefined
        ? {}
        : /kontext/i.test(model)
          ? { image_url: only }
          : { reference_images: uris };
    const document = images.write({ ...parameters, ...named });
    const contentType = 'application/json';
    return { path: '/images/generations', contentType, ...document, streams: false };
  };
  return { build, warnings };
}

function shapeOf(request: ProviderRequest, warnings: Warning[]): Record<string, Json> {
  const { size, capability } = request;
  const pixels = size === undefined ? undefined : parseSize(size);
  if (pixels && !capability.sizes?.named.includes('1:1')) return { ...pixels };
  const ratio = sayRatio(request, warnings);
  return ratio === undefined ? {} : { aspect_ratio: ratio };
}
