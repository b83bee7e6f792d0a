import type { Capability, SizeRules } from '../capability.ts';
import { AppError } from '../errors.ts';
import type { GenerateRequest } from '../generation.ts';
import type { ImageInput } from '../image.ts';
import type { Provider } from '../provider.ts';
import { obeysRules, parseRatio, parseSize, sizeForRatio } from '../size.ts';
import type { Template } from '../template.ts';
import { type Warning, warning } from '../warnings.ts';
import { fitOptions } from './fit-options.ts';
import { legacyQuality, legacySize } from './legacy-values.ts';
import { nearestSize } from './nearest-size.ts';

/**
 * Fits a request to what its model can do: a value the model does not know is refused with the
 * legal ones, or dropped and reported where the request is `lenient` or it is `negotiable`; a parameter it does not have
 * is dropped and reported; a ratio becomes a size; what DALL·E called a value is said in the
 * model's words and reported. A markup is never dropped, since without it a picture is paid for
 * that nobody asked for.
 */
export function fitToCapability(
  request: GenerateRequest,
  capability: Capability,
  providers: readonly Provider[],
  negotiable: readonly Negotiable[] = [],
): { request: GenerateRequest; warnings: Warning[] } {
  checkInputs(request, capability, providers);
  const choices = fitChoices(request, capability, negotiable);
  const chosen = { ...request, ...choices.fitted };
  const options = fitOptions(chosen, capability);
  const rest = dropMissing({ ...chosen, extra: options.extra }, capability);
  const warnings = [...choices.warnings, ...rest.warnings, ...options.warnings];
  return { request: rest.fitted, warnings };
}

function checkInputs(
  request: GenerateRequest,
  capability: Capability,
  providers: readonly Provider[],
): void {
  const got = request.inputs?.length ?? 0;
  if (got === 0) return;
  const { model, maxInputs } = capability;
  if (maxInputs === 0) {
    const names = providers.flatMap((provider) =>
      provider
        .models()
        .filter((row) => row.maxInputs > 0 && !row.retired)
        .map((row) => row.model),
    );
    const models = names.join(', ') || { en: 'none here', zh: '这里没有' };
    throw new AppError('edit_unsupported', { model, models }, { param: 'model' });
  }
  if (got > maxInputs) {
    throw new AppError('too_many_inputs', { model, limit: maxInputs, got }, { param: 'image' });
  }
  refuseFileIds(request, capability);
  if (request.markup && !capability.markup) {
    const param = 'markup';
    const expected = {
      en: `left out, since ${model} takes none; send a mask`,
      zh: `省略：${model} 不支持，请改用 mask`,
    };
    throw new AppError('invalid_value', { param, expected, got: 'a file' }, { param });
  }
}

/**
 * An id is no picture to anybody but the vendor that gave it; and no vendor says how a markup goes
 * along with one.
 */
function refuseFileIds(
  { inputs = [], mask, markup }: GenerateRequest,
  { model, fileIds }: Capability,
): void {
  const isNamed = (input: ImageInput | undefined) => input?.fileId !== undefined;
  const named = [...inputs, mask, markup].find(isNamed);
  if (!named || (fileIds && !markup)) return;
  const param = named === markup ? 'markup' : named === mask ? 'mask' : 'image';
  const expected = {
    en: `the picture itself, its URL, or an id of this server: ${model} takes no other file_id here`,
    zh: `图片本身、其 URL，或本服务器的 id：${model} 在此处不接受其他 file_id`,
  };
  const got = JSON.stringify(named.fileId);
  throw new AppError('invalid_value', { param, expected, got }, { param });
}

/** What somebody else than the caller may have chosen. */
export type Negotiable = 'size' | 'quality';

type Choice = Negotiable | 'outputFormat' | 'background';

/** The parameters whose values a model lists; one that it does not have is left to `dropMissing`. */
function fitChoices(
  request: GenerateRequest,
  capability: Capability,
  negotiable: readonly Choice[],
) {
  const { qualities, formats, backgrounds, model } = capability;
  const fits: [Choice, string, () => string | undefined][] = [
    ['size', 'size', () => fitSize(request.size, capability.sizes)],
    ['quality', 'quality', () => fitChoice('quality', request.quality, qualities)],
    [
      'outputFormat',
      'output_format',
      () => fitChoice('output_format', request.outputFormat, formats),
    ],
    ['background', 'background', () => fitChoice('background', request.background, backgrounds)],
  ];
  const fitted: Partial<Record<Choice, string | undefined>> = {};
  const warnings: Warning[] = [];
  for (const [name, param, fit] of fits) {
    try {
      fitted[name] = sayAnew(request, name, capability, warnings) ?? fit();
    } catch (thrown) {
      if (!request.lenient && !negotiable.includes(name)) throw thrown;
      fitted[name] = undefined;
      const got = JSON.stringify(request[name]);
      warnings.push(warning('value_dropped', { param, got, model }));
    }
  }
  return { fitted, warnings };
}

/** A value of DALL·E's days in the words of a model that does not know it. */
function sayAnew(
  request: GenerateRequest,
  name: Choice,
  { sizes, qualities, model }: Capability,
  warnings: Warning[],
): string | undefined {
  const from = request[name];
  if (from === undefined) return undefined;
  let to: string | undefined;
  if (name === 'quality' && qualities && !qualities.includes(from)) {
    to = legacyQuality(from, qualities);
  }
  if (name === 'size' && sizes && !isTaken(from, sizes)) {
    to = nearestSize(from, sizes) ?? legacySize(from, sizes);
  }
  if (to !== undefined) {
    warnings.push(warning('parameter_mapped', { param: name, from, to, model }));
  }
  return to;
}

function isTaken(size: string, { named, free }: SizeRules): boolean {
  const pixels = parseSize(size);
  return named.includes(size) || Boolean(pixels && free && obeysRules(pixels, free));
}

function fitChoice(
  param: string,
  value: string | undefined,
  allowed: readonly string[] | undefined,
): string | undefined {
  if (value === undefined || !allowed?.length || allowed.includes(value)) return value;
  const list = allowed.join(', ');
  const expected = { en: `one of ${list}`, zh: `${list} 之一` };
  throw new AppError('invalid_value', { param, expected, got: JSON.stringify(value) }, { param });
}

/** A size the model takes: as asked, or the best one for an asked ratio. */
function fitSize(size: string | undefined, rules: SizeRules | undefined): string | undefined {
  if (size === undefined || rules === undefined || rules.named.includes(size)) return size;
  if (hasNoSizes(rules)) return size;
  const ratio = parseRatio(size);
  const pixels = parseSize(size);
  const plain = pixels && `${pixels.width}x${pixels.height}`;
  if (plain !== undefined && rules.named.includes(plain)) return plain;
  if (pixels && rules.free && obeysRules(pixels, rules.free)) return plain;
  const fitting = ratio === undefined ? undefined : sizeForRatio(ratio, rules);
  if (fitting !== undefined) return fitting;
  const values = { param: 'size', expected: sizesAbout(rules), got: JSON.stringify(size) };
  throw new AppError('invalid_value', values, { param: 'size' });
}

function hasNoSizes(rules: SizeRules): boolean {
  return rules.named.length === 0 && !rules.free;
}

/** Leaves out every parameter the model does not have, and says so. */
function dropMissing(request: GenerateRequest, capability: Capability) {
  const { sizes, model } = capability;
  const fitted = { ...request };
  const warnings: Warning[] = [];
  const rows: [keyof GenerateRequest, string, boolean][] = [
    ['size', 'size', !sizes || !hasNoSizes(sizes)],
    ['quality', 'quality', capability.qualities?.length !== 0],
    ['outputFormat', 'output_format', capability.formats?.length !== 0],
    ['background', 'background', capability.backgrounds?.length !== 0],
    ['outputCompression', 'output_compression', capability.compression],
    ['moderation', 'moderation', capability.moderation],
    ['inputFidelity', 'input_fidelity', capability.inputFidelity],
    ['style', 'style', capability.style],
    ['user', 'user', capability.user],
    ['seed', 'seed', capability.seed],
    ['mask', 'mask', capability.mask],
  ];
  const missing = rows.filter(([name, , has]) => !has && request[name] !== undefined);
  for (const [name, param] of missing) {
    Object.assign(fitted, { [name]: undefined });
    warnings.push(warning('parameter_dropped', { param, model }));
  }
  // Without previews to show, the final image alone is what streaming means; nothing is lost.
  if (!capability.stream) fitted.partialImages = undefined;
  return { fitted, warnings };
}

/** The rules in words, for errors and docs. */
export function sizesAbout(rules: SizeRules): Template {
  const named = rules.named.join(', ');
  if (!rules.free) {
    return {
      en: `one of ${named}, or a ratio of these such as 1:1`,
      zh: `${named} 之一，或其中的宽高比，例如 1:1`,
    };
  }
  const { step, minSide, maxSide, minPixels, maxPixels, maxRatio } = rules.free;
  const multiple =
    step > 1 ? { en: ` divisible by ${step}`, zh: `，且为 ${step} 的倍数` } : { en: '', zh: '' };
  const begin = named && `${named}, `;
  return {
    en: `${begin}a ratio such as 16:9, or WIDTHxHEIGHT with sides from ${minSide} to ${maxSide}${multiple.en}, ${minPixels} to ${maxPixels} pixels in all, and at most ${maxRatio}:1`,
    zh: `${begin}宽高比（例如 16:9），或 WIDTHxHEIGHT：边长 ${minSide} 到 ${maxSide}${multiple.zh}，总像素 ${minPixels} 到 ${maxPixels}，比例不超过 ${maxRatio}:1`,
  };
}
