import type { Json } from '../../core/generation.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import type { Warning } from '../../core/warnings.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import type { PaintRequest } from '../wire/call.ts';
import { dropUndefined } from '../wire/json-value.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { sayRatioAndTier } from '../wire/say-ratio-and-tier.ts';

/**
 * Says a request as `generateContent`: the images of an edit in front of the prompt, as inline data
 * that is encoded while it goes out (npm @ai-sdk/google@4.0.121).
 */
export function geminiRequest(request: ProviderRequest): SaidRequest {
  const { inputs = [], model, prompt, seed } = request;
  const warnings: Warning[] = [];
  const { ratio, tier } = sayRatioAndTier(request, warnings);
  const imageConfig = dropUndefined({ aspectRatio: ratio, imageSize: tier });
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
