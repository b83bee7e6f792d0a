import { AppError } from '../../core/errors.ts';
import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseRatio, parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import type { PaintRequest } from '../wire/call.ts';
import { inlineImages } from '../wire/inline-images.ts';
import { dropUndefined } from '../wire/json-value.ts';
import { leaveOut } from '../wire/leave-out.ts';
import { namePath } from '../wire/name-path.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { sayRatioAndTier } from '../wire/say-ratio-and-tier.ts';
import { type FalEndpoint, falEndpoint } from './endpoints.ts';

/**
 * Says a request as the input of one of fal's endpoints. The images of an edit go along as data
 * URIs, encoded while they go out: fal takes them wherever it takes a URL, and nothing of them is
 * left in a store of files. `sync_mode` is never sent, since its answer would hold the pictures.
 */
export function falRequest(request: ProviderRequest): SaidRequest {
  const { inputs = [], mask, model, n, prompt, seed } = request;
  const endpoint = falEndpoint(model);
  const isEdit = inputs.length > 0;
  if (endpoint.images === 'image_url' && inputs.length > 1) {
    const values = { model, limit: 1, got: inputs.length };
    throw new AppError('too_many_inputs', values, { param: 'image' });
  }
  const warnings: Warning[] = [];
  const others = leaveOut(request, ['sync_mode', 'num_images'], warnings);
  const named: Record<string, Json | undefined> = {
    prompt,
    num_images: n === 1 ? undefined : n,
    seed,
    quality: request.quality,
    background: request.background,
    output_format: request.outputFormat,
  };
  const parameters = { ...others, ...shape(request, endpoint, warnings), ...dropUndefined(named) };
  const build = (): PaintRequest => {
    const images = inlineImages();
    const uris = inputs.map(images.dataUri);
    const document = images.write({
      ...parameters,
      ...(isEdit && { [endpoint.images]: endpoint.images === 'image_url' ? uris[0] : uris }),
      ...(mask && { mask_url: images.dataUri(mask) }),
    });
    const path = `/${namePath(isEdit ? endpoint.edit : endpoint.paint)}`;
    return { path, contentType: 'application/json', ...document, streams: false };
  };
  return { build, warnings };
}

function shape(
  request: ProviderRequest,
  endpoint: FalEndpoint,
  warnings: Warning[],
): Record<string, Json> {
  const { size, model, inputs = [] } = request;
  if (size === undefined) return {};
  if (inputs.length > 0 && !endpoint.shapesEdits) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
    return {};
  }
  if (endpoint.shape === 'image_size') return imageSize(size);
  const { ratio, tier } = sayRatioAndTier(request, warnings);
  return dropUndefined({ aspect_ratio: ratio, resolution: tier });
}

/** Pixels as such, names as they are; a ratio comes only for models nobody has told us of. */
function imageSize(size: string): Record<string, Json> {
  const pixels = parseSize(size);
  if (pixels) return { image_size: { ...pixels } };
  return parseRatio(size) === undefined ? { image_size: size } : { aspect_ratio: size };
}
