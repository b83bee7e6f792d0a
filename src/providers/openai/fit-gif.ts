import { AppError } from '../../core/errors.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { type Warning, warning } from '../../core/warnings.ts';

/** A request as its format takes it, and what was left out of it. */
export interface FittedGif {
  request: ProviderRequest;
  warnings: Warning[];
}

/**
 * Leaves out what does not go with a GIF: previews, and a compression, which is reported. A mask is
 * refused, since without it a picture would be paid for that nobody asked for (OpenAI's reference of
 * `POST /images/edits`, in w3cschool.cn's translation of 2026-11-11).
 */
export function fitGif(request: ProviderRequest): FittedGif {
  const { outputFormat, outputCompression, mask, model, capability } = request;
  if (outputFormat !== 'gif') return { request, warnings: [] };
  const param = 'output_format';
  if (mask) {
    const others = (capability.formats ?? ['png']).filter((format) => format !== 'gif').join(', ');
    const expected = {
      en: `one of ${others} where there is a mask`,
      zh: `在使用蒙版时为 ${others} 之一`,
    };
    throw new AppError('invalid_value', { param, expected, got: '"gif"' }, { param });
  }
  const warnings =
    outputCompression === undefined
      ? []
      : [warning('parameter_dropped', { param: 'output_compression', model })];
  return {
    request: { ...request, outputCompression: undefined, partialImages: undefined },
    warnings,
  };
}
