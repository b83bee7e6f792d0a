import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { type WritePart, writeMultipart } from '../../kit/write-multipart.ts';
import type { PaintRequest } from '../wire/call.ts';
import type { SaidRequest } from '../wire/said-request.ts';

/** Recraft's own words of `style` that give pixels. */
const styles: readonly string[] = [
  'realistic_image',
  'digital_illustration',
  'icon',
  'logo_raster',
];

/** An edit must say how much of its image may change, from 0 to 1. */
const usualStrength = 0.5;

/**
 * Says a request as Recraft's `/images/generations`, or with an image as the form of
 * `/images/imageToImage`, whose picture keeps the size of its input. What it alone knows (`style_id`,
 * `substyle`, `controls`, `negative_prompt`, `strength`) goes along as it came.
 */
export function recraftRequest(request: ProviderRequest): SaidRequest {
  const { model, prompt, n, inputs = [], extra = {}, size, style, preferUrl } = request;
  const warnings: Warning[] = [];
  const [input] = inputs;
  const parameters: Record<string, Json> = {
    ...(input ? { strength: usualStrength } : {}),
    ...extra,
    ...styleOf(style, model, warnings),
    model,
    prompt,
    n,
    response_format: preferUrl ? 'url' : 'b64_json',
  };
  if (input && size !== undefined) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
  }
  const build = (): PaintRequest => {
    if (!input) {
      const body = JSON.stringify({ ...parameters, ...(size === undefined ? {} : { size }) });
      const contentType = 'application/json';
      const path = '/images/generations';
      return { path, contentType, body, contentLength: undefined, streams: false };
    }
    const { fileName, mediaType, size: bytes } = input;
    const parts: WritePart[] = Object.entries(parameters).map(([name, value]) => ({
      name,
      body: typeof value === 'string' ? value : JSON.stringify(value),
    }));
    parts.push({ name: 'image', fileName, mediaType, size: bytes, body: input.bytes() });
    return { path: '/images/imageToImage', ...writeMultipart(parts), streams: false };
  };
  return { build, warnings };
}

function styleOf(
  style: string | undefined,
  model: string,
  warnings: Warning[],
): Record<string, Json> {
  if (style === undefined) return {};
  if (styles.includes(style)) return { style };
  const values = { param: 'style', got: JSON.stringify(style), model };
  warnings.push(warning('value_dropped', values));
  return {};
}
