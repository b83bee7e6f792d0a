import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import { writeMultipart } from '../../kit/write-multipart.ts';
import type { PaintRequest } from '../wire/call.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { whiteMask } from '../wire/white-mask.ts';

/** Says a request as LocalAI reads it (core/http/endpoints/openai: image.go, inpainting.go). */
export async function localaiRequest(request: ProviderRequest): Promise<SaidRequest> {
  const { inputs: [first, ...others] = [], mask, model, seed, size, extra = {} } = request;
  const warnings: Warning[] = [];
  const { steps, step = steps, mode, negative_prompt: negative, ...unknown } = extra;
  const drop = (param: string) => warnings.push(warning('parameter_dropped', { param, model }));
  for (const param of Object.keys(unknown)) drop(param);
  const prompt = sayPrompt(request, negative, warnings);
  if (first && mask) {
    const left = { size, seed, mode };
    for (const [param, value] of Object.entries(left)) if (value !== undefined) drop(param);
    if (others.length > 0) drop('image');
    const white = await whiteMask(mask);
    const fields = { model, prompt, ...(step === undefined ? {} : { steps: String(step) }) };
    const build = (): PaintRequest => {
      const form = writeMultipart([
        ...Object.entries(fields).map(([name, body]) => ({ name, body })),
        { ...first, name: 'image', body: first.bytes() },
        {
          ...{ name: 'mask', fileName: 'mask.png', mediaType: 'image/png' },
          size: white.size,
          body: white.bytes(),
        },
      ]);
      return { path: '/images/inpainting', ...form, streams: false };
    };
    return { build, warnings };
  }
  const parameters: Record<string, Json | undefined> = {
    ...{ model, prompt, size, seed, step, mode, response_format: 'b64_json' },
  };
  const build = (): PaintRequest => {
    const sources = new Map<string, Base64Source>();
    const place = (source: Base64Source) => {
      const key = randomName();
      sources.set(key, source);
      return key;
    };
    const images = {
      ...(first ? { file: place(first) } : {}),
      ...(others.length > 0 ? { ref_images: others.map(place) } : {}),
    };
    const document = jsonWithBase64({ ...parameters, ...images }, sources);
    const contentType = 'application/json';
    return { path: '/images/generations', contentType, ...document, streams: false };
  };
  return { build, warnings };
}

/** What stands behind a `|` would be what the picture must not show. */
function sayPrompt(
  { prompt, model }: ProviderRequest,
  negative: Json | undefined,
  warnings: Warning[],
): string {
  if (prompt.includes('|')) {
    const values = { param: 'prompt', from: '|', to: '¦', model };
    warnings.push(warning('parameter_mapped', values));
  }
  const clean = (text: string) => text.replaceAll('|', '¦');
  return negative === undefined ? clean(prompt) : `${clean(prompt)}|${clean(String(negative))}`;
}
