import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import type { PaintRequest } from '../wire/call.ts';
import { namePath } from '../wire/name-path.ts';
import type { SaidRequest } from '../wire/said-request.ts';

/**
 * Says a request as the task `text-to-image` of a model: the prompt as `inputs`, all else as
 * `parameters`. What a model alone knows (`guidance_scale`, `num_inference_steps`, `negative_prompt`,
 * `scheduler`) goes along as it came.
 */
export function huggingfaceRequest(request: ProviderRequest): SaidRequest {
  const { model, prompt, seed, size, extra = {} } = request;
  const warnings: Warning[] = [];
  const pixels = size === undefined ? undefined : parseSize(size);
  if (size !== undefined && !pixels) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
  }
  const parameters: Record<string, Json> = {
    ...extra,
    ...pixels,
    ...(seed === undefined ? {} : { seed }),
  };
  const isPlain = Object.keys(parameters).length === 0;
  const body = JSON.stringify({ inputs: prompt, ...(isPlain ? {} : { parameters }) });
  const build = (): PaintRequest => ({
    path: `/models/${namePath(model)}`,
    contentType: 'application/json',
    body,
    contentLength: undefined,
    streams: false,
    accept: 'image/png',
  });
  return { build, warnings };
}
