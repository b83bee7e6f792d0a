import { AppError } from '../../core/errors.ts';
import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import type { Warning } from '../../core/warnings.ts';
import type { PaintRequest } from '../wire/call.ts';
import { inlineImages } from '../wire/inline-images.ts';
import { dropUndefined } from '../wire/json-value.ts';
import { leaveOut } from '../wire/leave-out.ts';
import { namePath } from '../wire/name-path.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { sayRatioAndTier } from '../wire/say-ratio-and-tier.ts';
import { usualRatios } from './capabilities.ts';
import { type ReplicateInputs, replicateInputs } from './inputs.ts';
import type { Uploaded } from './upload.ts';

/** Says a request as the input of a prediction; images go along as data URIs or where they stand. */
export function replicateRequest(request: ProviderRequest, uploaded: Uploaded): SaidRequest {
  const { inputs = [], model, n, prompt } = request;
  const names = replicateInputs(model);
  const isList = names.images === 'input_images' || names.images === 'image_input';
  if (!isList && inputs.length > 1) {
    const values = { model, limit: 1, got: inputs.length };
    throw new AppError('too_many_inputs', values, { param: 'image' });
  }
  const warnings: Warning[] = [];
  const named: Record<string, Json | undefined> = {
    prompt,
    num_outputs: names.counts && n > 1 ? n : undefined,
    seed: request.seed,
    quality: request.quality,
    background: request.background,
    output_format: request.outputFormat === 'jpeg' ? 'jpg' : request.outputFormat,
    output_quality: request.outputCompression,
  };
  const others = leaveOut(request, ['num_outputs'], warnings);
  const parameters = { ...others, ...shape(request, names, warnings), ...dropUndefined(named) };
  const build = (): PaintRequest => {
    const images = inlineImages();
    const urls = inputs.map((input) => uploaded.get(input) ?? images.dataUri(input));
    const shown = urls.length === 0 ? {} : { [names.images]: isList ? urls : urls[0] };
    const { path, version } = address(model);
    const document = images.write({ ...version, input: { ...parameters, ...shown } });
    return { path, contentType: 'application/json', ...document, streams: false };
  };
  return { build, warnings };
}

/** Models of the community are run by a version of theirs. */
function address(model: string): { path: string; version?: { version: string } } {
  const [name = '', version] = model.split(':');
  if (version !== undefined) return { path: '/predictions', version: { version } };
  return { path: `/models/${namePath(name)}/predictions` };
}

function shape(
  request: ProviderRequest,
  names: ReplicateInputs,
  warnings: Warning[],
): Record<string, Json> {
  const { size, capability } = request;
  if (size === undefined) return {};
  const pixels = parseSize(size);
  if (pixels && names.shape === 'pixels') return { ...pixels };
  if (pixels && names.shape === 'custom') return { aspect_ratio: 'custom', ...pixels };
  const { ratio, tier } = sayRatioAndTier(
    request,
    warnings,
    capability.sizes?.named ?? usualRatios,
  );
  return dropUndefined({ aspect_ratio: ratio, resolution: tier });
}
