import type { ProviderRequest } from '../../core/provider.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { type WritePart, writeMultipart } from '../../kit/multipart.ts';
import type { PaintRequest } from '../wire/call.ts';
import { nearestRatio } from '../wire/nearest-ratio.ts';

/** A request in Stability's words, and what had to be changed to say it. */
export interface StabilityRequest {
  /** Builds it anew for every try. */
  build(): PaintRequest;
  warnings: Warning[];
}

/** An edit must say how much of its image may change, from 0 to 1; a caller may say it as `strength`. */
const usualStrength = '0.65';
const maxSeed = 4_294_967_294;

/**
 * Says a request as a form, which Stability wants even without files: a route for each family, ratios
 * in place of sizes, an image with its `strength`. What it alone knows (`negative_prompt`,
 * `style_preset`) goes along as it came.
 */
export function stabilityRequest(request: ProviderRequest): StabilityRequest {
  const { model, prompt, inputs = [], extra = {} } = request;
  const warnings: Warning[] = [];
  const [input] = inputs;
  const route = /^stable-image-(ultra|core)$/.exec(model)?.[1] ?? 'sd3';
  const isSd3Edit = route === 'sd3' && input !== undefined;
  const named: Record<string, string | undefined> = {
    prompt,
    model: route === 'sd3' ? model : undefined,
    aspect_ratio: ratioOf(request, isSd3Edit, warnings),
    output_format: request.outputFormat,
    seed: seedOf(request, warnings),
    mode: isSd3Edit ? 'image-to-image' : undefined,
    strength: input && extra.strength === undefined ? usualStrength : undefined,
  };
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(extra)) {
    if (name === 'strength' || !(name in named)) fields.set(name, textOf(value));
  }
  for (const [name, value] of Object.entries(named)) {
    if (value !== undefined) fields.set(name, value);
  }
  const build = (): PaintRequest => {
    const parts: WritePart[] = [...fields].map(([name, body]) => ({ name, body }));
    if (input) {
      const { fileName, mediaType, size } = input;
      parts.push({ name: 'image', fileName, mediaType, size, body: input.bytes() });
    }
    const path = `/v2beta/stable-image/generate/${route}`;
    return { path, ...writeMultipart(parts), streams: false };
  };
  return { build, warnings };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Of the third generation an edit keeps the ratio of its image. */
function ratioOf(
  { size, model, capability }: ProviderRequest,
  keepsRatio: boolean,
  warnings: Warning[],
): string | undefined {
  if (size === undefined) return undefined;
  const found = keepsRatio ? undefined : nearestRatio(size, capability.sizes?.named ?? []);
  if (!found) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
    return undefined;
  }
  if (!found.exact) {
    const values = { param: 'size', from: size, to: found.ratio, model };
    warnings.push(warning('parameter_mapped', values));
  }
  return found.ratio;
}

function seedOf({ seed, model }: ProviderRequest, warnings: Warning[]): string | undefined {
  if (seed === undefined) return undefined;
  const said = String(seed % (maxSeed + 1));
  if (said !== String(seed)) {
    const values = { param: 'seed', from: String(seed), to: said, model };
    warnings.push(warning('parameter_mapped', values));
  }
  return said;
}
