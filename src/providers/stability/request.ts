import type { ProviderRequest } from '../../core/provider.ts';
import type { Warning } from '../../core/warnings.ts';
import { type WritePart, writeMultipart } from '../../kit/write-multipart.ts';
import type { PaintRequest } from '../wire/call.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { sayRatio } from '../wire/say-ratio.ts';
import { saySeed } from '../wire/say-seed.ts';

/** An edit must say how much of its image may change, from 0 to 1; a caller may say it as `strength`. */
const usualStrength = '0.65';
const maxSeed = 4_294_967_294;

/**
 * Says a request as a form, which Stability wants even without files: a route for each family, ratios
 * in place of sizes, an image with its `strength`. What it alone knows (`negative_prompt`,
 * `style_preset`) goes along as it came.
 */
export function stabilityRequest(request: ProviderRequest): SaidRequest {
  const { model, prompt, inputs = [], extra = {} } = request;
  const warnings: Warning[] = [];
  const [input] = inputs;
  const route = /^stable-image-(ultra|core)$/.exec(model)?.[1] ?? 'sd3';
  const isSd3Edit = route === 'sd3' && input !== undefined;
  const named: Record<string, string | undefined> = {
    prompt,
    model: route === 'sd3' ? model : undefined,
    // Of the third generation an edit keeps the ratio of its image.
    aspect_ratio: sayRatio(request, warnings, isSd3Edit ? [] : undefined),
    output_format: request.outputFormat,
    seed: saySeed(request, maxSeed + 1, warnings)?.toString(),
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
