import type { Json } from '../../core/generation.ts';
import type { ImageInput } from '../../core/image.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import type { Warning } from '../../core/warnings.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import type { PaintRequest } from '../wire/call.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { saySeed } from '../wire/say-seed.ts';
import { type DashScopeRoute, routeOf } from './routes.ts';
import { dashscopeSize, unaskedSize } from './size.ts';

/** A request in DashScope's words, and the route that takes it. */
export interface DashScopeRequest extends SaidRequest {
  route: DashScopeRoute;
}

/** One more than the largest seed. */
const seeds = 2 ** 31;

/**
 * Says a request on the route of its model. No watermark unless one is asked for, and always a
 * number, because Wan paints four where it is told none; what DashScope alone knows (`prompt_extend`,
 * `negative_prompt`, `thinking_mode` …) goes along as it came.
 */
export function dashscopeRequest(request: ProviderRequest): DashScopeRequest {
  const { model, prompt, inputs = [], extra = {}, capability, n } = request;
  const route = routeOf(model);
  const warnings: Warning[] = [];
  const { negative_prompt: negative, ...others } = extra;
  const seed = saySeed(request, seeds, warnings);
  const parameters: Record<string, Json> = {
    watermark: false,
    ...others,
    ...sizeOf(request),
    ...(seed === undefined ? {} : { seed }),
    ...(capability.maxN > 1 ? { n } : {}),
  };
  const unwished: Record<string, Json> =
    negative === undefined ? {} : { negative_prompt: negative };
  const build = (): PaintRequest => {
    const sources = new Map<string, Base64Source>();
    const body =
      route.form === 'prompt'
        ? { model, input: { prompt, ...unwished }, parameters }
        : {
            model,
            input: { messages: [message(prompt, inputs, route, sources)] },
            parameters: { ...unwished, ...parameters },
          };
    return {
      path: route.path,
      contentType: 'application/json',
      ...jsonWithBase64(body, sources),
      streams: false,
      ...(route.isTask ? { headers: { 'x-dashscope-async': 'enable' } } : {}),
    };
  };
  return { route, build, warnings };
}

function message(
  prompt: string,
  inputs: readonly ImageInput[],
  { promptFirst }: DashScopeRoute,
  sources: Map<string, Base64Source>,
) {
  const images = inputs.map((input) => {
    const key = randomName();
    sources.set(key, input);
    return { image: `data:${input.mediaType};base64,${key}` };
  });
  const text = { text: prompt };
  return { role: 'user', content: promptFirst ? [text, ...images] : [...images, text] };
}

function sizeOf({ size, model, inputs = [] }: ProviderRequest): Record<string, Json> {
  const wished = size === undefined || size === 'auto' ? unaskedSize(model, inputs) : size;
  return wished === undefined ? {} : { size: dashscopeSize(wished) };
}
