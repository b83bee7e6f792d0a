import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import type { Base64Source } from '../../kit/json-with-base64.ts';
import { type WritePart, writeMultipart } from '../../kit/write-multipart.ts';
import type { PaintRequest } from '../wire/call.ts';
import { leaveOut } from '../wire/leave-out.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { sayRatio } from '../wire/say-ratio.ts';
import { saySeed } from '../wire/say-seed.ts';
import { blackMask } from '../wire/white-mask.ts';
import { resolutions } from './resolutions.ts';

/** What `rendering_speed` calls a quality. */
const speeds: Readonly<Record<string, string>> = {
  low: 'TURBO',
  medium: 'DEFAULT',
  high: 'QUALITY',
};

/** What `style_type` of 3.0 takes. */
const styles: readonly string[] = ['AUTO', 'GENERAL', 'REALISTIC', 'DESIGN', 'FICTION'];

/** One more than the largest seed. */
const seeds = 2 ** 31;

/**
 * Says a request as a form: `generate`, with an image `remix`, with a mask `inpaint`, which keeps the
 * size of its image. What Ideogram alone knows (`magic_prompt`, `negative_prompt`, `style_preset`,
 * `image_weight`, `color_palette` …) goes along as it came.
 */
export async function ideogramRequest(request: ProviderRequest): Promise<SaidRequest> {
  const { model, prompt, n, quality, inputs: [input] = [], mask } = request;
  const warnings: Warning[] = [];
  const is3 = model === 'ideogram-v3';
  const drawn = input && mask && (await blackMask(mask));
  const fields: Record<string, Json | undefined> = {
    ...leaveOut(request, ['num_images'], warnings),
    ...(drawn ? keepSize(request, warnings) : shape(request, warnings)),
    [is3 ? 'prompt' : 'text_prompt']: prompt,
    ...(quality === undefined ? {} : { rendering_speed: speeds[quality] ?? quality.toUpperCase() }),
    ...(n > 1 ? { num_images: n } : {}),
    ...(is3 ? styleOf(request, warnings) : {}),
    ...(is3 ? { seed: saySeed(request, seeds, warnings) } : {}),
  };
  const task = drawn ? 'inpaint' : input ? 'remix' : 'generate';
  const build = (): PaintRequest => {
    const parts = Object.entries(fields).flatMap(([name, value]) => partsOf(name, value));
    if (input) parts.push({ ...filePart('image', input), fileName: input.fileName });
    if (drawn) parts.push(filePart('mask', drawn));
    const path = `/v1/${encodeURIComponent(model)}/${task}`;
    return { path, ...writeMultipart(parts), streams: false };
  };
  return { build, warnings };
}

/** A list has its name before each of its values. */
function partsOf(name: string, value: Json | undefined): WritePart[] {
  if (value === undefined) return [];
  const values = Array.isArray(value) ? value : [value];
  return values.map((one) => ({ name, body: typeof one === 'string' ? one : JSON.stringify(one) }));
}

function filePart(name: string, source: Base64Source & { mediaType?: string }): WritePart {
  const { size, mediaType = 'image/png' } = source;
  return { name, fileName: `${name}.png`, mediaType, size, body: source.bytes() };
}

/** One of its resolutions as that, anything else as a ratio. */
function shape(request: ProviderRequest, warnings: Warning[]): Record<string, Json> {
  const { size, model } = request;
  if (size === undefined) return {};
  if (model !== 'ideogram-v3' || resolutions.has(size)) return { resolution: size };
  const ratio = sayRatio(request, warnings);
  return ratio === undefined ? {} : { aspect_ratio: ratio.replace(':', 'x') };
}

function keepSize({ size, model }: ProviderRequest, warnings: Warning[]): Record<string, Json> {
  if (size !== undefined) warnings.push(warning('parameter_dropped', { param: 'size', model }));
  return {};
}

function styleOf({ style, model }: ProviderRequest, warnings: Warning[]): Record<string, Json> {
  if (style === undefined) return {};
  const said = style.toUpperCase();
  if (styles.includes(said)) return { style_type: said };
  warnings.push(warning('parameter_dropped', { param: 'style', model }));
  return {};
}
