import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import type { PaintRequest } from '../wire/call.ts';
import { inlineImages } from '../wire/inline-images.ts';
import { nearestRatio } from '../wire/nearest-ratio.ts';

/** A request in Together's words, and what had to be changed to say it. */
export interface TogetherRequest {
  /** Builds it anew for every try. */
  build(): PaintRequest;
  warnings: Warning[];
}

/**
 * Says a request as Together's `/images/generations`: `width` and `height`, or `aspect_ratio` for the
 * models that know ratios only; images as `image_url` for Kontext, else as `reference_images`. What
 * it alone knows (`steps`, `guidance_scale`, `negative_prompt`) goes along as it came.
 */
export function togetherRequest(request: ProviderRequest): TogetherRequest {
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

function shapeOf(
  { size, model, capability }: ProviderRequest,
  warnings: Warning[],
): Record<string, Json> {
  if (size === undefined) return {};
  const pixels = parseSize(size);
  if (pixels && !capability.sizes?.named.includes('1:1')) return { ...pixels };
  const found = nearestRatio(size, capability.sizes?.named ?? []);
  if (!found) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
    return {};
  }
  if (!found.exact) {
    const values = { param: 'size', from: size, to: found.ratio, model };
    warnings.push(warning('parameter_mapped', values));
  }
  return { aspect_ratio: found.ratio };
}
