import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import type { PaintRequest } from '../wire/call.ts';

/**
 * Says a request as Ark's `/images/generations`, which edits, too, as soon as it is given images. The
 * watermark is on unless it is refused. There is no `n`: how many pictures a group has is the
 * model's choice, so each picture is asked for in a call of its own. Built anew for every try.
 */
export function arkRequest(request: ProviderRequest): () => PaintRequest {
  const { model, prompt, inputs = [], extra = {}, preferUrl, background, outputFormat } = request;
  const parameters: Record<string, Json> = {
    watermark: false,
    ...extra,
    ...sizeOf(request),
    ...formatOf(outputFormat, background),
    model,
    prompt,
    response_format: preferUrl ? 'url' : 'b64_json',
  };
  return () => {
    const sources = new Map<string, Base64Source>();
    const images = inputs.map((input) => {
      const key = randomName();
      sources.set(key, input);
      return `data:${input.mediaType};base64,${key}`;
    });
    const [only] = images;
    const image = images.length === 1 ? { image: only } : { image: images };
    return {
      path: '/images/generations',
      contentType: 'application/json',
      ...jsonWithBase64({ ...parameters, ...(images.length > 0 && image) }, sources),
      streams: false,
    };
  };
}

/** A tier is said where nothing was wished: with it the model chooses the shape, by the prompt. */
function sizeOf({ size, capability }: ProviderRequest): Record<string, Json> {
  const wished = size === undefined || size === 'auto' ? capability.sizes?.named[0] : size;
  return wished === undefined ? {} : { size: wished };
}

/** A transparent background is refused in any other format than PNG, and JPEG is the default. */
function formatOf(
  outputFormat: string | undefined,
  background: string | undefined,
): Record<string, Json> {
  const format = outputFormat ?? (background === 'transparent' ? 'png' : undefined);
  return {
    ...(background === undefined ? {} : { background }),
    ...(format === undefined ? {} : { output_format: format }),
  };
}
