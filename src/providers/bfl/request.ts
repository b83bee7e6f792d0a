import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import type { PaintRequest } from '../wire/call.ts';
import { inlineImages } from '../wire/inline-images.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { sayRatio } from '../wire/say-ratio.ts';

/** Would send the picture to somebody else, and leave us without an address to ask at. */
const neverSent: readonly string[] = ['webhook_url', 'webhook_secret'];

/**
 * Says a request as a task of BFL's. The images of an edit are `input_image`, `input_image_2` …, in
 * bare base64 that is encoded while it goes out.
 */
export function bflRequest(request: ProviderRequest): SaidRequest {
  const { inputs = [], model, outputFormat, prompt, seed, extra = {} } = request;
  const warnings: Warning[] = [];
  const others = Object.entries(extra).filter(([param]) => {
    if (!neverSent.includes(param)) return true;
    warnings.push(warning('parameter_dropped', { param, model }));
    return false;
  });
  const parameters: Record<string, Json> = {
    ...Object.fromEntries(others),
    ...shape(request, warnings),
    prompt,
    ...(seed === undefined ? {} : { seed }),
    ...(outputFormat === undefined ? {} : { output_format: outputFormat }),
  };
  const build = (): PaintRequest => {
    const images = inlineImages();
    const named = inputs.map((input, place) => [inputName(place), images.base64(input)] as const);
    return {
      path: `/${encodeURIComponent(model)}`,
      contentType: 'application/json',
      ...images.write({ ...parameters, ...Object.fromEntries(named) }),
      streams: false,
    };
  };
  return { build, warnings };
}

function inputName(place: number): string {
  return place === 0 ? 'input_image' : `input_image_${place + 1}`;
}

/** Pixels for models that take them, a ratio for those whose rows name ratios. */
function shape(request: ProviderRequest, warnings: Warning[]): Record<string, Json> {
  const { size, capability } = request;
  if (size === undefined) return {};
  const pixels = parseSize(size);
  const named = capability.sizes?.named ?? [size];
  const ratios = named.filter((name) => parseSize(name) === undefined);
  if (pixels && ratios.length === 0) return { ...pixels };
  const ratio = sayRatio(request, warnings, ratios);
  return ratio === undefined ? {} : { aspect_ratio: ratio };
}
