import type { ProviderRequest } from '../../core/provider.ts';
import { type Warning, warning } from '../../core/warnings.ts';

/** A request as its model takes it, and what was left out of it. */
export interface NewerRequest {
  request: ProviderRequest;
  warnings: Warning[];
}

const complexities: readonly unknown[] = ['low', 'medium', 'high'];
const frameFields: readonly string[] = ['frame_count', 'frame_duration_ms'];

/**
 * Leaves out, and reports, what OpenAI's newest models alone know: `complexity`, and the frames of a
 * GIF where none is painted (npm openai@7.55.0 images.d.ts). Models that are not OpenAI's keep all.
 */
export function fitNewerParameters(request: ProviderRequest): NewerRequest {
  const { extra, model, capability, outputFormat } = request;
  if (!extra || !/^(?:chat)?gpt-image/.test(model)) return { request, warnings: [] };
  const isNewest = capability.formats === undefined || capability.formats.includes('gif');
  const isGif = outputFormat === 'gif';
  const warnings: Warning[] = [];
  const kept = Object.entries(extra).filter(([param, value]) => {
    if (param === 'complexity' && isNewest && !complexities.includes(value)) {
      warnings.push(warning('value_dropped', { param, got: JSON.stringify(value), model }));
      return false;
    }
    const isLeftOut =
      (param === 'complexity' && !isNewest) ||
      (frameFields.includes(param) && !isGif) ||
      // It belongs to a format that this house does not paint.
      param === 'svg';
    if (isLeftOut) warnings.push(warning('parameter_dropped', { param, model }));
    return !isLeftOut;
  });
  if (warnings.length === 0) return { request, warnings };
  return { request: { ...request, extra: Object.fromEntries(kept) }, warnings };
}
