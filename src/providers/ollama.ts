import type { Capability } from '../core/capability.ts';
import { AppError } from '../core/errors.ts';
import type { Json } from '../core/generation.ts';
import type { Provider, ProviderEvent, ProviderRequest } from '../core/provider.ts';
import { parseSize } from '../core/size.ts';
import { type Warning, warning } from '../core/warnings.ts';
import { scanBase64Json } from '../kit/base64-json.ts';
import type { HttpAnswer } from '../kit/http-client.ts';
import { permissiveCapability } from './table/permissive-capability.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askStatus } from './wire/ask-status.ts';
import { callContext, callUpstream, once } from './wire/call.ts';
import { errorBodyOf } from './wire/error-body.ts';
import { type CallContext, lateError, noImageError, transportError } from './wire/errors.ts';
import { readLines } from './wire/json-lines.ts';
import { listOf, numberOf, recordOf, textOf } from './wire/json-value.ts';
import { liveImage } from './wire/live-image.ts';
import { createUpstream, type KeylessOptions } from './wire/remote-options.ts';
import { settleAtFirst } from './wire/settle-at-first.ts';

/** Ollama, whose image models are an experiment of theirs. */
export const ollamaKind: ProviderKind = {
  kind: 'ollama',
  title: { en: 'Ollama', zh: 'Ollama' },
  address: { env: 'OLLAMA_BASE_URL', example: 'http://127.0.0.1:11434' },
  docs: {
    sources: ['github.com/ollama/ollama x/imagegen/cli.go@05e5e65'],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: ollamaProvider,
};

function ollamaModel(model: string, title: string): Capability {
  return {
    ...permissiveCapability(model),
    title,
    sizes: {
      named: ['1024x1024'],
      free: {
        ...{ step: 16, minSide: 64, maxSide: 2048, maxRatio: 8 },
        ...{ minPixels: 64 * 64, maxPixels: 2048 * 2048 },
      },
    },
    ...{ qualities: [], formats: [], backgrounds: [], maxN: 1, maxInputs: 0 },
    ...{ mask: false, markup: false, stream: false, moderation: false, inputFidelity: false },
    ...{ style: false, user: false, compression: false, verified: 'fixture' },
    source: 'github.com/ollama/ollama x/imagegen/cli.go@05e5e65',
  };
}

const models: readonly Capability[] = [
  ollamaModel('x/z-image-turbo', 'Z-Image Turbo in Ollama'),
  ollamaModel('x/flux2-klein', 'FLUX.2 klein in Ollama'),
];

/** Ollama by its own route, which counts the steps; whoever hangs up stops the painting. */
export function ollamaProvider(options: KeylessOptions): Provider {
  const base = options.baseUrl.replace(/(?:\/(?:api|v1))?\/*$/, '');
  const upstream = createUpstream({ ...options, apiKey: '' }, { base });
  return {
    name: options.name,
    kind: 'ollama',
    origin: new URL(base).origin,
    models: () => models,
    defaultModel: 'x/z-image-turbo',
    permissive: models[0],
    abortsWhenLeft: true,
    async generate(request, signal) {
      const { model } = request;
      const { body, warnings } = ollamaRequest(request);
      const build = () => ({
        path: '/api/generate',
        ...{ contentType: 'application/json', body, contentLength: undefined, streams: true },
      });
      const answer = await callUpstream(upstream, model, build, once(request.onSend), signal);
      return settleAtFirst(readAnswer(answer, warnings, callContext(upstream, model)));
    },
    status: (signal) => askStatus(upstream, '/api/tags', signal, describe),
  };
}

/** Width, height and steps stand at the top, the seed among the options (cli.go). */
function ollamaRequest({ prompt, model, size, seed, extra = {} }: ProviderRequest) {
  const warnings: Warning[] = [];
  const pixels = size === undefined ? undefined : parseSize(size);
  const { steps, keep_alive, ...others } = extra;
  const left = size !== undefined && !pixels ? ['size'] : [];
  for (const param of [...left, ...Object.keys(others)]) {
    warnings.push(warning('parameter_dropped', { param, model }));
  }
  const parameters: Record<string, Json | undefined> = {
    ...{ model, prompt, stream: true, steps, keep_alive },
    ...(pixels ? { width: pixels.width, height: pixels.height } : {}),
    options: seed === undefined ? undefined : { seed },
  };
  return { body: JSON.stringify(parameters), warnings };
}

/** Lines of JSON: steps, and in the last one the picture. */
async function* readAnswer(
  answer: HttpAnswer,
  warnings: readonly Warning[],
  context: CallContext,
): AsyncGenerator<ProviderEvent> {
  let shown = false;
  let last: unknown;
  try {
    for await (const line of readLines(answer.body)) {
      const isBase64 = (path: readonly unknown[]) => path.length === 1 && path[0] === 'image';
      for await (const event of scanBase64Json(line, { isBase64 })) {
        if (event.type === 'bytes') {
          shown = true;
          yield { type: 'image', index: 0, image: liveImage(event.bytes, undefined, context) };
        } else {
          last = event.json;
          yield* readStep(event.json, answer, context);
        }
      }
    }
  } catch (thrown) {
    throw transportError(thrown, context);
  } finally {
    await answer.discard();
  }
  if (!shown) throw textInstead(last, context);
  for (const warning of warnings) yield { type: 'warning', warning };
}

function* readStep(
  json: unknown,
  { status, headers }: HttpAnswer,
  context: CallContext,
): Generator<ProviderEvent> {
  const line = recordOf(json);
  if (line?.error) throw lateError({ status, headers, body: errorBodyOf(json) }, context);
  const total = numberOf(line?.total) ?? 0;
  const completed = numberOf(line?.completed);
  if (total <= 0 || completed === undefined || line?.done === true) return;
  const message = `step ${completed} of ${total}`;
  yield { type: 'progress', fraction: Math.min(1, completed / total), message };
}

/** A model for texts takes any prompt, and answers it. */
function textInstead(json: unknown, context: CallContext): AppError {
  const line = recordOf(json);
  if (textOf(line?.response) === undefined && line?.eval_count === undefined) {
    return noImageError(json, context);
  }
  const { provider, model } = context;
  const reason = {
    en: `${model} answered in words: it is no model that paints.`,
    zh: `${model} 返回的是文字：它不是绘图模型。`,
  };
  return new AppError('upstream_no_image', { provider, reason }, { spent: 'maybe' });
}

function describe(json: unknown): string {
  return `online, ${listOf(recordOf(json)?.models).length} models`;
}
