import type { Capability, SizeRules } from './capability.ts';
import { AppError } from './errors.ts';
import type { GenerateRequest } from './generation.ts';
import type { Provider } from './provider.ts';
import { parseRatio, parseSize, sizeForRatio } from './size.ts';
import { type Warning, warning } from './warnings.ts';

/**
 * Fits a request to what its model can do: a value the model does not know is refused with the
 * legal ones, a parameter it does not have is dropped and reported, a ratio becomes a size.
 */
export function fitToCapability(
  request: GenerateRequest,
  capability: Capability,
  providers: readonly Provider[],
): { request: GenerateRequest; warnings: Warning[] } {
  const fitted = { ...request };
  const warnings: Warning[] = [];
  const drop = (param: string, name: keyof GenerateRequest) => {
    if (fitted[name] === undefined) return;
    Object.assign(fitted, { [name]: undefined });
    warnings.push(warning('parameter_dropped', { param, model: capability.model }));
  };
  checkInputs(request, capability, providers);
  if (request.lenient && !takesSize(request.size, capability)) drop('size', 'size');
  else fitted.size = fitSize(request.size, capability);
  const lists = [
    ['quality', 'quality', capability.qualities],
    ['output_format', 'outputFormat', capability.formats],
    ['background', 'background', capability.backgrounds],
  ] as const;
  for (const [param, name, allowed] of lists) {
    const unknown = !allowed?.includes(fitted[name] ?? '');
    if (allowed?.length === 0 || (allowed && unknown && request.lenient)) drop(param, name);
    else checkChoice(param, fitted[name], allowed);
  }
  if (capability.sizes?.named.length === 0 && !capability.sizes.free) drop('size', 'size');
  if (!capability.compression) drop('output_compression', 'outputCompression');
  if (!capability.moderation) drop('moderation', 'moderation');
  if (!capability.inputFidelity) drop('input_fidelity', 'inputFidelity');
  if (!capability.style) drop('style', 'style');
  if (!capability.user) drop('user', 'user');
  if (!capability.seed) drop('seed', 'seed');
  if (!capability.mask) drop('mask', 'mask');
  if (!capability.passUnknown && request.extra) {
    for (const param of Object.keys(request.extra)) {
      warnings.push(warning('parameter_dropped', { param, model: capability.model }));
    }
    fitted.extra = undefined;
  }
  // Without previews to show, the final image alone is what streaming means; nothing is lost.
  if (!capability.stream) fitted.partialImages = undefined;
  return { request: fitted, warnings };
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
    const models = providers.flatMap((provider) =>
      provider
        .models()
        .filter((row) => row.maxInputs > 0 && !row.retired)
        .map((row) => row.model),
    );
    throw new AppError('edit_unsupported', { model, models: models.join(', ') || 'none here' });
  }
  if (got > maxInputs) throw new AppError('too_many_inputs', { model, limit: maxInputs, got });
}

function checkChoice(
  param: string,
  value: string | undefined,
  allowed: readonly string[] | undefined,
): void {
  if (value === undefined || !allowed || allowed.includes(value)) return;
  const expected = `one of ${allowed.join(', ')}`;
  throw new AppError('invalid_value', { param, expected, got: JSON.stringify(value) }, { param });
}

function takesSize(size: string | undefined, capability: Capability): boolean {
  try {
    fitSize(size, capability);
    return true;
  } catch {
    return false;
  }
}

/** A size the model takes: as asked, or the best one for an asked ratio. */
function fitSize(size: string | undefined, capability: Capability): string | undefined {
  const rules = capability.sizes;
  if (size === undefined || rules === undefined || rules.named.includes(size)) return size;
  if (rules.named.length === 0 && !rules.free) return size;
  const ratio = parseRatio(size);
  const pixels = parseSize(size);
  if (ratio !== undefined) {
    const fitting = sizeForRatio(ratio, rules);
    if (fitting) return fitting;
  } else if (pixels && obeys(pixels, rules)) {
    return `${pixels.width}x${pixels.height}`;
  }
  const got = JSON.stringify(size);
  throw new AppError(
    'invalid_value',
    { param: 'size', expected: sizesAbout(rules), got },
    {
      param: 'size',
    },
  );
}

function obeys({ width, height }: { width: number; height: number }, rules: SizeRules): boolean {
  const free = rules.free;
  if (!free) return false;
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const area = width * height;
  return (
    width % free.step === 0 &&
    height % free.step === 0 &&
    short >= free.minSide &&
    long <= free.maxSide &&
    area >= free.minPixels &&
    area <= free.maxPixels &&
    long / short <= free.maxRatio
  );
}

/** The rules in words, for errors and docs. */
export function sizesAbout(rules: SizeRules): string {
  const named = rules.named.join(', ');
  if (!rules.free) return `one of ${named}, or a ratio of these such as 1:1`;
  const { step, minSide, maxSide, minPixels, maxPixels, maxRatio } = rules.free;
  const multiple = step > 1 ? ` divisible by ${step}` : '';
  return `${named}, a ratio such as 16:9, or WIDTHxHEIGHT with sides from ${minSide} to ${maxSide}${multiple}, ${minPixels} to ${maxPixels} pixels in all, and at most ${maxRatio}:1`;
}
