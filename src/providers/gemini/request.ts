import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import type { PaintRequest } from '../wire/call.ts';
import { geminiSize } from './size.ts';

/** A request in Gemini's words, and what had to be changed to say it. */
export interface GeminiRequest {
  /** Builds it anew for every try. */
  build(): PaintRequest;
  warnings: Warning[];
}

/**
 * Says a request as `generateContent`: the images of an edit in front of the prompt, as inline data
 * that is encoded while it goes out (npm @ai-sdk/google@4.0.121).
 */
export function geminiRequest(request: ProviderRequest): GeminiRequest {
  const { inputs = [], model, prompt, seed } = request;
  const warnings: Warning[] = [];
  const imageConfig = shape(request, warnings);
  const generationConfig: Record<string, Json> = {
    responseModalities: ['IMAGE'],
    ...(Object.keys(imageConfig).length === 0 ? {} : { imageConfig }),
    ...(seed === undefined ? {} : { seed }),
  };
  const build = (): PaintRequest => {
    const sources = new Map<string, Base64Source>();
    const images = inputs.map((input) => {
      const key = randomName();
      sources.set(key, input);
      return { inlineData: { mimeType: input.mediaType, data: key } };
    });
    const contents = [{ role: 'user', parts: [...images, { text: prompt }] }];
    return {
      path: `/models/${encodeURIComponent(model)}:generateContent`,
      contentType: 'application/json',
      ...jsonWithBase64({ contents, generationConfig }, sources),
      streams: false,
    };
  };
  return { build, warnings };
}

function shape(
  { size, model, capability }: ProviderRequest,
  warnings: Warning[],
): Record<string, Json> {
  if (size === undefined) return {};
  const found = geminiSize(size, capability.sizes?.named ?? []);
  if (!found) {
    warnings.push(warning('parameter_dropped', { param: 'size', model }));
    return {};
  }
  const { aspectRatio, imageSize, exact } = found;
  if (!exact && aspectRatio !== undefined) {
    const values = { param: 'size', from: size, to: aspectRatio, model };
    warnings.push(warning('parameter_mapped', values));
  }
  return {
    ...(aspectRatio === undefined ? {} : { aspectRatio }),
    ...(imageSize === undefined ? {} : { imageSize }),
  };
}
