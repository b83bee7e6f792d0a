import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseRatio, parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { geminiSize } from '../gemini/size.ts';
import type { PaintRequest } from '../wire/call.ts';
import { inlineImages } from '../wire/inline-images.ts';
import { type FalEndpoint, falEndpoint } from './endpoints.ts';

/** A request in fal's words, and what had to be changed to say it. */
export interface FalRequest {
  /** Builds it anew for every try. */
  build(): PaintRequest;
  warnings: Warning[];
}

/**
 * Says a request as the input of one of fal's endpoints. The images of an edit go along as data
 * URIs, encoded while they go out: fal takes them wherever it takes a URL, and nothing of them is
 * left in a store of files. `sync_mode` is never sent, since its answer would hold the pictures.
 */
export function falRequest(request: ProviderRequest): FalRequest {
  const { inputs = [], mask, model, n, prompt, seed, extra = {} } = request;
  const endpoint = falEndpoint(model);
  const isEdit = inputs.length > 0;
  const warnings: Warning[] = [];
  const { sync_mode: syncMode, ...others } = extra;
  if (syncMode !== undefined) {
    warnings.push(warning('parameter_dropped', { param: 'sync_mode', model }));
  }
  const named: Record<string, Json | undefined> = {
    prompt,
    num_images: n === 1 ? undefined : n,
    seed,
    quality: request.quality,
    background: request.background,
    output_format: request.outputFormat,
  };
  const parameters = { ...others, ...shape(request, endpoint, warnings), ...defined(named) };
  const build = (): PaintRequest => {
    const images = inlineImages();
    const uris = inputs.map(images.dataUri);
    const document = images.write({
      ...parameters,
      ...(isEdit && { [endpoint.images]: endpoint.images === 'image_url' ? uris[0] : uris }),
      ...(mask && { mask_url: images.dataUri(mask) }),
    });
    const path = `/${isEdit ? endpoint.edit : endpoint.paint}`;
    return { path, contentType: 'application/json', ...document, streams: false };
  };
  return { build, warnings };
}

function defined(values: Record<string, Json | undefined>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function shape(
  { size, model, capability, inputs = [] }: ProviderRequest,
  endpoint: FalEndpoint,
  warnings: Warning[],
): Record<string, Json> {
  if (size === undefined) return {};
  if (inputs.length > 0 && !endpoint.shapesEdits) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
    return {};
  }
  if (endpoint.shape === 'image_size') return imageSize(size);
  const found = geminiSize(size, capability.sizes?.named ?? []);
  if (!found) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
    return {};
  }
  const { aspectRatio, imageSize: resolution, exact } = found;
  if (!exact && aspectRatio !== undefined) {
    warnings.push(
      warning('parameter_mapped', { param: 'size', from: size, to: aspectRatio, model }),
    );
  }
  return defined({ aspect_ratio: aspectRatio, resolution });
}

/** Pixels as such, names as they are; a ratio comes only for models nobody has told us of. */
function imageSize(size: string): Record<string, Json> {
  const pixels = parseSize(size);
  if (pixels) return { image_size: { ...pixels } };
  return parseRatio(size) === undefined ? { image_size: size } : { aspect_ratio: size };
}
