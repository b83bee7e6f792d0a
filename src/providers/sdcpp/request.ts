import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import type { PaintRequest } from '../wire/call.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { whiteMask } from '../wire/white-mask.ts';

/** Fields of its native schema a caller may send beside ours (examples/server/api.md). */
const native = [
  ...['negative_prompt', 'clip_skip', 'strength', 'auto_resize_ref_image', 'increase_ref_index'],
  ...['control_strength', 'ip_adapter_strength', 'embed_image_metadata', 'sample_params', 'lora'],
  ...['hires', 'vae_tiling_params', 'cache_mode', 'cache_option', 'scm_mask', 'scm_policy_dynamic'],
];

/** Through this its compatible routes take any setting out of a prompt; no prompt shall. */
const extraArgs = /<sd_cpp_extra_args>[\s\S]*?(?:<\/sd_cpp_extra_args>|$)|<\/sd_cpp_extra_args>/gi;

/**
 * Says a request natively: all images of an edit as references and the first also as the one to
 * begin from, as its own OpenAI route does.
 */
export async function sdcppRequest(request: ProviderRequest, seed: number): Promise<SaidRequest> {
  const { inputs = [], mask, model, n, outputFormat, outputCompression, size } = request;
  const warnings: Warning[] = [];
  const pixels = size === undefined ? undefined : parseSize(size);
  const parameters: Record<string, Json> = {
    ...settings(request, warnings),
    prompt: cleanPrompt(request, warnings),
    seed,
    batch_count: n,
    ...(pixels ? { width: pixels.width, height: pixels.height } : {}),
    ...(outputFormat === undefined ? {} : { output_format: outputFormat }),
    ...(outputCompression === undefined ? {} : { output_compression: outputCompression }),
  };
  if (size !== undefined && !pixels) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
  }
  const white = mask && (await whiteMask(mask));
  const build = (): PaintRequest => {
    const sources = new Map<string, Base64Source>();
    const place = (source: Base64Source) => {
      const key = randomName();
      sources.set(key, source);
      return key;
    };
    const [first] = inputs;
    const images = {
      ...(first ? { init_image: place(first) } : {}),
      // Inside of a mask the image itself is painted on; it is no model to look at.
      ...(first && !white ? { ref_images: inputs.map(place) } : {}),
      ...(white && inputs.length > 1 ? { ref_images: inputs.slice(1).map(place) } : {}),
      ...(white ? { mask_image: place(white) } : {}),
    };
    return {
      path: '/sdcpp/v1/img_gen',
      contentType: 'application/json',
      ...jsonWithBase64({ ...parameters, ...images }, sources),
      streams: false,
    };
  };
  return { build, warnings };
}

function cleanPrompt({ prompt, model }: ProviderRequest, warnings: Warning[]): string {
  let clean = prompt;
  // What is left may come together as another one.
  while (clean.search(extraArgs) >= 0) clean = clean.replace(extraArgs, '').trim();
  if (clean !== prompt) {
    const got = '<sd_cpp_extra_args>';
    warnings.push(warning('value_dropped', { param: 'prompt', got, model }));
  }
  return clean;
}

/** Native fields as they are, and two that everybody else calls otherwise. */
function settings(
  { extra = {}, model }: ProviderRequest,
  warnings: Warning[],
): Record<string, Json> {
  const { steps, cfg_scale: scale, ...others } = extra;
  const known: Record<string, Json> = {};
  for (const [param, value] of Object.entries(others)) {
    if (native.includes(param)) known[param] = value;
    else warnings.push(warning('parameter_dropped', { param, model }));
  }
  const given = known.sample_params;
  const sampling =
    typeof given === 'object' && given !== null && !Array.isArray(given) ? given : {};
  const more = {
    ...(steps === undefined ? {} : { sample_steps: steps }),
    ...(scale === undefined ? {} : { guidance: { txt_cfg: scale } }),
  };
  if (Object.keys(more).length > 0) known.sample_params = { ...sampling, ...more };
  return known;
}
