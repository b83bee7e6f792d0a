import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import type { Warning } from '../../core/warnings.ts';
import type { PaintRequest } from '../wire/call.ts';
import { inlineImages } from '../wire/inline-images.ts';
import { leaveOut } from '../wire/leave-out.ts';
import { namePath } from '../wire/name-path.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { sayRatio } from '../wire/say-ratio.ts';

/** Would send the picture to somebody else. */
const neverSent: readonly string[] = ['webhook_url', 'webhook_secret'];

/** Whether a model's pictures are tasks; the others answer with the picture. */
export function isKontext(model: string): boolean {
  return model.includes('kontext');
}

/** Where a model hangs, whose name may be that of another account's: `accounts/me/models/mine`. */
export function workflowOf(model: string): string {
  const name = model.includes('/') ? model : `accounts/fireworks/models/${model}`;
  return `/workflows/${namePath(name)}`;
}

/**
 * Says a request as a workflow: `text_to_image`, which is told the format by the header, or a task of
 * Kontext's, to which images are edited. What Fireworks alone knows (`guidance_scale`,
 * `num_inference_steps`, `safety_tolerance`) goes along as it came.
 */
export function fireworksRequest(request: ProviderRequest): SaidRequest {
  const { inputs: [input] = [], model, outputFormat, prompt, seed } = request;
  const warnings: Warning[] = [];
  const isTask = isKontext(model);
  const others = leaveOut(request, neverSent, warnings);
  const ratio = sayRatio(request, warnings);
  const parameters: Record<string, Json> = {
    ...others,
    ...(ratio === undefined ? {} : { aspect_ratio: ratio }),
    ...(seed === undefined ? {} : { seed }),
    ...(isTask && outputFormat !== undefined ? { output_format: outputFormat } : {}),
    prompt,
  };
  const build = (): PaintRequest => {
    const images = inlineImages();
    const shown = input ? { input_image: images.dataUri(input) } : {};
    const document = images.write({ ...parameters, ...shown });
    return {
      path: `${workflowOf(model)}${isTask ? '' : '/text_to_image'}`,
      contentType: 'application/json',
      ...document,
      streams: false,
      ...(isTask ? {} : { accept: `image/${outputFormat ?? 'png'}` }),
    };
  };
  return { build, warnings };
}
