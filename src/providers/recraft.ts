import type { Provider } from '../core/provider.ts';
import { type RetryPolicy, retryPolicy } from '../core/retry.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { createMemorySpool } from '../kit/spool.ts';
import { openaiBase } from './openai/base.ts';
import { pictureEvents } from './openai/picture-events.ts';
import { recraftModels } from './recraft/capabilities.ts';
import { recraftRequest } from './recraft/request.ts';
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
import { shownImage } from './wire/shown-image.ts';

/** Recraft's images. */
export const recraftKind: ProviderKind = {
  kind: 'recraft',
  title: { en: 'Recraft', zh: 'Recraft' },
  key: { env: 'RECRAFT_API_TOKEN' },
  address: { env: 'RECRAFT_BASE_URL', default: 'https://external.api.recraft.ai/v1' },
  docs: {
    sources: [
      'recraft.ai/docs/api-reference/usage',
      'github.com/api-evangelist/recraft-ai examples/recraft-create-image-example.json',
    ],
    verified: 'reported',
    asOf: '2026-11-20',
  },
  create: recraftProvider,
};

/** What the Recraft provider is made of. */
export interface RecraftOptions {
  name: string;
  /** With or without `/v1`. */
  baseUrl: string;
  apiKey: string;
  client: HttpClient;
  retry?: RetryPolicy;
  deadlines?: Partial<Deadlines>;
}

/** Recraft: OpenAI's path and answers, ratios, styles of its own; an edit has a route of its own. */
export function recraftProvider(options: RecraftOptions): Provider {
  const { name, apiKey, client, retry = retryPolicy } = options;
  const base = openaiBase(options.baseUrl);
  const waits = { ...deadlines, ...options.deadlines };
  const upstream: Upstream = { name, base, apiKey, client, retry, deadlines: waits };
  return {
    name,
    kind: 'recraft',
    origin: new URL(base).origin,
    models: () => recraftModels,
    defaultModel: 'recraftv3',
    permissive: recraftModels[0],
    async generate(request, signal) {
      const { build, warnings } = recraftRequest(request);
      const { model, onSend } = request;
      const context = callContext(upstream, model);
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      return pictureEvents(answer, warnings, {
        context,
        openUrl: (url) => shownImage(url, { context, client, retry, signal, base: answer.url }),
        hold: async () => createMemorySpool({}),
      });
    },
    status: (signal) => askStatus(upstream, `${base}/users/me`, signal),
  };
}
