import type { Provider } from '../core/provider.ts';
import { type RetryPolicy, retryPolicy } from '../core/retry.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { createMemorySpool } from '../kit/spool.ts';
import { openaiBase } from './openai/base.ts';
import { pictureEvents } from './openai/picture-events.ts';
import { openrouterModels } from './openrouter/capabilities.ts';
import { openrouterRequest } from './openrouter/request.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askStatus } from './wire/ask-status.ts';
import {
  callContext,
  callUpstream,
  type Deadlines,
  deadlines,
  once,
  type Upstream,
} from './wire/call.ts';
import { numberOf } from './wire/json-value.ts';
import { shownImage } from './wire/shown-image.ts';

/** OpenRouter's Image API, behind which many vendors paint. */
export const openrouterKind: ProviderKind = {
  kind: 'openrouter',
  title: { en: 'OpenRouter', zh: 'OpenRouter' },
  key: { env: 'OPENROUTER_API_KEY' },
  address: { env: 'OPENROUTER_BASE_URL', default: 'https://openrouter.ai/api/v1' },
  docs: {
    sources: [
      'openrouter.ai/docs/guides/overview/multimodal/image-generation',
      'openrouter.ai/docs/api/api-reference/images/generate-an-image',
      'openrouter.ai/docs/client-sdks/typescript/sdks/images',
    ],
    verified: 'reported',
    asOf: '2026-11-20',
  },
  create: openrouterProvider,
};

/** What the OpenRouter provider is made of. */
export interface OpenrouterOptions {
  name: string;
  /** With or without `/v1`. */
  baseUrl: string;
  apiKey: string;
  client: HttpClient;
  retry?: RetryPolicy;
  deadlines?: Partial<Deadlines>;
}

/** OpenRouter: one route for painting and editing, OpenAI's answers, the exact cost in each. */
export function openrouterProvider(options: OpenrouterOptions): Provider {
  const { name, apiKey, client, retry = retryPolicy } = options;
  const base = openaiBase(options.baseUrl);
  const waits = { ...deadlines, ...options.deadlines };
  const upstream: Upstream = { name, base, apiKey, client, retry, deadlines: waits };
  return {
    name,
    kind: 'openrouter',
    origin: new URL(base).origin,
    models: () => openrouterModels,
    defaultModel: 'openai/gpt-image-2',
    // It lists more than anybody could write down; one that is new takes what the first takes.
    permissive: openrouterModels[0],
    async generate(request, signal) {
      const { model, onSend } = request;
      const context = callContext(upstream, model);
      const build = () => openrouterRequest(request);
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      return pictureEvents(answer, [], {
        context,
        openUrl: (url) => shownImage(url, { context, client, retry, signal, base: answer.url }),
        hold: async () => createMemorySpool({}),
        costIn: (usage) => numberOf(usage.cost),
      });
    },
    // The list of models is open to all; that of the key is not.
    status: (signal) => askStatus(upstream, `${base}/key`, signal),
  };
}
