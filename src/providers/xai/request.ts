import type { Json } from '../../core/generation.ts';
import type { ImageInput } from '../../core/image.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import type { PaintRequest } from '../wire/call.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { xaiSize } from './size.ts';

/**
 * Says a request on xAI's wire: JSON always, the images of an edit as data URIs that are encoded
 * while they go out (docs.x.ai/developers/model-capabilities/images/generation: the multipart of
 * OpenAI's client is not supported).
 */
export function xaiRequest(request: ProviderRequest): SaidRequest {
  const { extra = {}, inputs = [], model, n, preferUrl, prompt } = request;
  // OpenAI's newer name of what xAI still calls `user`.
  const { safety_identifier: identifier, ...others } = extra;
  const user = request.user ?? identifier;
  const warnings: Warning[] = [];
  const parameters: Record<string, Json> = {
    ...shape(request, warnings),
    ...quality(request, warnings),
    ...others,
    model,
    prompt,
    n,
    response_format: preferUrl ? 'url' : 'b64_json',
    ...(user === undefined ? {} : { user }),
  };
  reportDropped(request, warnings);
  return {
    build: () => (inputs.length === 0 ? generation(parameters) : edit(parameters, inputs)),
    warnings,
  };
}

function generation(parameters: Record<string, Json>): PaintRequest {
  return {
    path: '/images/generations',
    contentType: 'application/json',
    body: JSON.stringify(parameters),
    contentLength: undefined,
    streams: false,
  };
}

function edit(parameters: Record<string, Json>, inputs: readonly ImageInput[]): PaintRequest {
  const sources = new Map<string, Base64Source>();
  const images = inputs.map((input) => {
    const key = randomName();
    sources.set(key, input);
    return { type: 'image_url', url: `data:${input.mediaType};base64,${key}` };
  });
  const [only] = images;
  const document = jsonWithBase64(
    { ...parameters, ...(images.length === 1 ? { image: only } : { images }) },
    sources,
  );
  return { path: '/images/edits', contentType: 'application/json', ...document, streams: false };
}

/** An edit of one image keeps that image's ratio, whatever is asked (same page). */
function shape(request: ProviderRequest, warnings: Warning[]): Record<string, Json> {
  const { size, model, capability, inputs = [] } = request;
  if (size === undefined) return {};
  const found = xaiSize(size, capability.sizes?.named ?? []);
  if (!found) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
    return {};
  }
  const { aspectRatio, resolution, exact } = found;
  const resolved: Record<string, Json> = resolution === undefined ? {} : { resolution };
  if (inputs.length === 1) {
    if (aspectRatio !== 'auto') {
      const to = resolution ?? 'auto';
      warnings.push(warning('parameter_mapped', { param: 'size', from: size, to, model }));
    }
    return resolved;
  }
  if (!exact) {
    const to = aspectRatio;
    warnings.push(warning('parameter_mapped', { param: 'size', from: size, to, model }));
  }
  return { aspect_ratio: aspectRatio, ...resolved };
}

/** Only 2.0 knows qualities, and none above medium. */
function quality(request: ProviderRequest, warnings: Warning[]): Record<string, Json> {
  const { quality: asked, model, capability } = request;
  if (asked === undefined) return {};
  if (capability.qualities?.length === 0) {
    warnings.push(warning('parameter_dropped', { param: 'quality', model }));
    return {};
  }
  if (!capability.qualities || capability.qualities.includes(asked)) return { quality: asked };
  const to = 'medium';
  warnings.push(warning('parameter_mapped', { param: 'quality', from: asked, to, model }));
  return { quality: to };
}

/** What the core has not already dropped, because it was told nothing of this model. */
function reportDropped(request: ProviderRequest, warnings: Warning[]): void {
  const left = {
    background: request.background,
    output_format: request.outputFormat,
    output_compression: request.outputCompression,
    moderation: request.moderation,
    input_fidelity: request.inputFidelity,
    style: request.style,
    seed: request.seed,
    mask: request.mask,
  };
  for (const [param, value] of Object.entries(left)) {
    if (value === undefined) continue;
    warnings.push(warning('parameter_dropped', { param, model: request.model }));
  }
}
