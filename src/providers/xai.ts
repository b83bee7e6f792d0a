import type { Provider } from '../core/provider.ts';
import { type RetryPolicy, retryPolicy } from '../core/retry.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { createMemorySpool } from '../kit/spool.ts';
import { openaiBase } from './openai/base.ts';
import { upstreamStatus } from './openai/model-list.ts';
import { pictureEvents } from './openai/picture-events.ts';
import { xaiLivingModel } from './redirects.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { callContext, callUpstream, type Deadlines, deadlines, once } from './wire/call.ts';
import { shownImage } from './wire/shown-image.ts';
import { xaiModels } from './xai/capabilities.ts';
import { xaiRequest } from './xai/request.ts';

/** xAI's own address. */
export const xaiOrigin = 'https://api.x.ai';

/** xAI under its own names. */
export const xaiKind: ProviderKind = {
  kind: 'xai',
  title: { en: 'xAI', zh: 'xAI' },
  key: { env: 'XAI_API_KEY' },
  address: { env: 'XAI_BASE_URL', default: xaiOrigin },
  docs: {
    sources: ['docs.x.ai/developers/model-capabilities/images', 'npm @ai-sdk/xai@5.0.12'],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: xaiProvider,
};

/** What the xAI provider is made of. */
export interface XaiOptions {
  name: string;
  /** Default `https://api.x.ai`. */
  baseUrl?: string;
  apiKey: string;
  client: HttpClient;
  retry?: RetryPolicy;
  deadlines?: Partial<Deadlines>;
}

/**
 * xAI's Grok Imagine. Its answers are OpenAI's; its requests are not: ratios in place of sizes,
 * edits as JSON, no mask, no seed, no previews; its usage tells the exact cost.
 */
export function xaiProvider(options: XaiOptions): Provider {
  const base = openaiBase(options.baseUrl ?? xaiOrigin);
  const { name, apiKey, client, retry = retryPolicy } = options;
  const upstream = {
    name,
    base,
    apiKey,
    client,
    retry,
    deadlines: { ...deadlines, ...options.deadlines },
  };
  return {
    name,
    kind: 'xai',
    origin: new URL(base).origin,
    models: () => xaiModels,
    defaultModel: xaiLivingModel,
    // A name that xAI has not told us of takes what its newest model takes.
    permissive: xaiModels[0],
    async generate(request, signal) {
      const { build, warnings } = xaiRequest(request);
      const { model } = request;
      const context = callContext(upstream, model);
      const answer = await callUpstream(upstream, model, build, once(request.onSend), signal);
      return pictureEvents(answer, warnings, {
        context,
        openUrl: (url) => shownImage(url, { context, client, retry, signal, base: answer.url }),
        hold: async () => createMemorySpool({}),
      });
    },
    status: (signal) => upstreamStatus(upstream, signal),
  };
}
