import { AppError } from '../../core/errors.ts';
import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { geminiSize } from '../gemini/size.ts';
import type { PaintRequest } from '../wire/call.ts';
import { inlineImages } from '../wire/inline-images.ts';
import { usualRatios } from './capabilities.ts';
import { type ReplicateInputs, replicateInputs } from './inputs.ts';
import type { Uploaded } from './upload.ts';

/** A request in Replicate's words, and what had to be changed to say it. */
export interface ReplicateRequest {
  /** Builds it anew for every try. */
  build(): PaintRequest;
  warnings: Warning[];
}

/** Says a request as the input of a prediction; images go along as data URIs or where they stand. */
export function replicateRequest(request: ProviderRequest, uploaded: Uploaded): ReplicateRequest {
  const { inputs = [], model, n, prompt, extra } = request;
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
  const parameters = { ...extra, ...shape(request, names, warnings), ...defined(named) };
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
  return { path: `/models/${name.split('/').map(encodeURIComponent).join('/')}/predictions` };
}

function defined(values: Record<string, Json | undefined>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function shape(
  { size, model, capability }: ProviderRequest,
  names: ReplicateInputs,
  warnings: Warning[],
): Record<string, Json> {
  if (size === undefined) return {};
  const pixels = parseSize(size);
  if (pixels && names.shape === 'pixels') return { ...pixels };
  if (pixels && names.shape === 'custom') return { aspect_ratio: 'custom', ...pixels };
  const found = geminiSize(size, capability.sizes?.named ?? usualRatios);
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
