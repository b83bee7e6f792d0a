import type { Provider } from '../core/provider.ts';
import { type RetryPolicy, retryPolicy } from '../core/retry.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { createMemorySpool } from '../kit/spool.ts';
import { openaiBase } from './openai/base.ts';
import { upstreamStatus } from './openai/model-list.ts';
import { pictureEvents } from './openai/picture-events.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { togetherModels } from './together/capabilities.ts';
import { togetherRequest } from './together/request.ts';
import {
  callContext,
  callUpstream,
  type Deadlines,
  deadlines,
  once,
  type Upstream,
} from './wire/call.ts';
import { shownImage } from './wire/shown-image.ts';

/** Together AI's image models. */
export const togetherKind: ProviderKind = {
  kind: 'together',
  title: { en: 'Together AI', zh: 'Together AI' },
  key: { env: 'TOGETHER_API_KEY' },
  address: { env: 'TOGETHER_BASE_URL', default: 'https://api.together.xyz/v1' },
  docs: {
    sources: [
      'docs.together.ai/reference/post-images-generations',
      'docs.together.ai/docs/images-overview',
      'docs.together.ai/docs/inference/images/parameters',
    ],
    verified: 'reported',
    asOf: '2026-11-20',
  },
  create: togetherProvider,
};

/** What the Together provider is made of. */
export interface TogetherOptions {
  name: string;
  /** With or without `/v1`. */
  baseUrl: string;
  apiKey: string;
  client: HttpClient;
  retry?: RetryPolicy;
  deadlines?: Partial<Deadlines>;
}

/** Together AI: OpenAI's path and answers, sizes and images of an edit in words of its own. */
export function togetherProvider(options: TogetherOptions): Provider {
  const { name, apiKey, client, retry = retryPolicy } = options;
  const base = openaiBase(options.baseUrl);
  const waits = { ...deadlines, ...options.deadlines };
  const upstream: Upstream = { name, base, apiKey, client, retry, deadlines: waits };
  return {
    name,
    kind: 'together',
    origin: new URL(base).origin,
    models: () => togetherModels,
    defaultModel: 'black-forest-labs/FLUX.2-pro',
    permissive: togetherModels[0],
    async generate(request, signal) {
      const { build, warnings } = togetherRequest(request);
      const { model, onSend } = request;
      const context = callContext(upstream, model);
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      return pictureEvents(answer, warnings, {
        context,
        openUrl: (url) => shownImage(url, { context, client, retry, signal, base: answer.url }),
        hold: async () => createMemorySpool({}),
      });
    },
    status: (signal) => upstreamStatus(upstream, signal),
  };
}
