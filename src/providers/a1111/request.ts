import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import type { PaintRequest } from '../wire/call.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { whiteMask } from '../wire/white-mask.ts';

/** The model that is loaded at the time; every other name is a checkpoint's. */
export const loadedModel = 'loaded';

/** Its own fields a caller may send beside ours. Scripts and settings are the operator's to choose. */
const native = [
  ...['negative_prompt', 'steps', 'cfg_scale', 'sampler_name', 'scheduler', 'denoising_strength'],
  ...['distilled_cfg_scale', 'tiling', 'restore_faces', 'styles', 'eta', 'subseed'],
  ...['subseed_strength', 'enable_hr', 'hr_scale', 'hr_upscaler', 'hr_second_pass_steps'],
  ...['mask_blur', 'inpainting_fill', 'inpaint_full_res', 'inpaint_full_res_padding'],
];

/** Says a request as `txt2img` or `img2img` (modules/api/api.py and /docs of a running server). */
export async function a1111Request(request: ProviderRequest): Promise<SaidRequest> {
  const { inputs: [first] = [], mask, model, prompt, seed, size } = request;
  const warnings: Warning[] = [];
  const pixels = size === undefined ? first && measures(first) : parseSize(size);
  if (size !== undefined && !pixels) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
  }
  const parameters: Record<string, Json> = {
    ...settings(request, warnings),
    ...{ prompt, seed: seed ?? -1, batch_size: 1, n_iter: 1 },
    ...(pixels ? { width: pixels.width, height: pixels.height } : {}),
    override_settings: {
      // A sheet of all pictures would come first among them.
      return_grid: false,
      ...(model === loadedModel ? {} : { sd_model_checkpoint: model }),
    },
  };
  const white = mask && (await whiteMask(mask));
  const build = (): PaintRequest => {
    const sources = new Map<string, Base64Source>();
    const place = (source: Base64Source) => {
      const key = randomName();
      sources.set(key, source);
      return key;
    };
    const edit = first && {
      init_images: [place(first)],
      ...(white ? { mask: place(white), inpainting_mask_invert: 0 } : {}),
    };
    return {
      path: `/sdapi/v1/${edit ? 'img2img' : 'txt2img'}`,
      contentType: 'application/json',
      ...jsonWithBase64({ inpainting_fill: edit ? 1 : undefined, ...parameters, ...edit }, sources),
      streams: false,
    };
  };
  return { build, warnings };
}

/** It would paint 512x512 whatever the image is. Its measures are multiples of 8. */
function measures({ width, height }: { width: number; height: number }) {
  const near = (side: number) => Math.max(64, Math.round(side / 8) * 8);
  return { width: near(width), height: near(height) };
}

function settings(
  { extra = {}, model }: ProviderRequest,
  warnings: Warning[],
): Record<string, Json> {
  const known: Record<string, Json> = {};
  for (const [param, value] of Object.entries(extra)) {
    if (native.includes(param)) known[param] = value;
    else warnings.push(warning('parameter_dropped', { param, model }));
  }
  return known;
}
