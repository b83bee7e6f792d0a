import type { Provider, ProviderRequest } from '../core/provider.ts';
import { type RetryPolicy, retryPolicy } from '../core/retry.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { openaiBase } from './openai/base.ts';
import { followTask } from './polling/follow-task.ts';
import type { Pauses } from './polling/pauses.ts';
import { askReplicate, replicateCodes, showReplicate } from './replicate/answer.ts';
import { replicateModels, replicatePermissive } from './replicate/capabilities.ts';
import { replicateRequest } from './replicate/request.ts';
import { uploadLarge } from './replicate/upload.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askUpstream } from './wire/ask.ts';
import { askStatus } from './wire/ask-status.ts';
import {
  callContext,
  callUpstream,
  type Deadlines,
  deadlines,
  once,
  type Upstream,
} from './wire/call.ts';
import { noImageError } from './wire/errors.ts';
import { recordOf, textOf } from './wire/json-value.ts';
import { readPaidJson } from './wire/paid-json.ts';

/** Replicate, for every model it hosts. */
export const replicateKind: ProviderKind = {
  kind: 'replicate',
  title: { en: 'Replicate', zh: 'Replicate' },
  key: { env: 'REPLICATE_API_TOKEN', aliases: ['REPLICATE_API_KEY'] },
  address: { env: 'REPLICATE_BASE_URL', default: 'https://api.replicate.com' },
  docs: {
    sources: [
      'replicate.com/docs/reference/http',
      'replicate.com/docs/topics/predictions/lifecycle',
      'sdks.replicate.com',
      'npm @ai-sdk/replicate@3.0.30',
    ],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: replicateProvider,
};

/** What the Replicate provider is made of. */
export interface ReplicateOptions {
  name: string;
  /** With or without `/v1`. */
  baseUrl: string;
  apiKey: string;
  client: HttpClient;
  retry?: RetryPolicy;
  deadlines?: Partial<Deadlines>;
  pauses?: Pauses;
}

/**
 * Models hosted by Replicate, by their predictions; `owner/name`, or `owner/name:version` for one of
 * the community's. It is never asked to wait with its answer, so that the prediction is known, and
 * can be cancelled, from the start.
 */
export function replicateProvider(options: ReplicateOptions): Provider {
  const { name, apiKey, client, pauses, retry = retryPolicy } = options;
  const base = openaiBase(options.baseUrl);
  const upstream: Upstream = {
    name,
    base,
    apiKey,
    codes: replicateCodes,
    client,
    retry,
    deadlines: { ...deadlines, ...options.deadlines },
  };

  function follow(id: string, { model }: ProviderRequest, signal: AbortSignal, isNew: boolean) {
    const context = callContext(upstream, model);
    const url = `/predictions/${encodeURIComponent(id)}`;
    return {
      id,
      isNew,
      provider: name,
      signal,
      ...(pauses && { pauses }),
      ask: (asking: AbortSignal) => askReplicate(upstream, url, context, asking),
      cancel: (stop: AbortSignal) =>
        askUpstream(upstream, { method: 'POST', url: `${url}/cancel` }, context, stop),
      show: (prediction: unknown) =>
        showReplicate(prediction, { context, client, retry, signal, base }),
    };
  }

  return {
    name,
    kind: 'replicate',
    origin: new URL(base).origin,
    models: () => replicateModels,
    defaultModel: 'black-forest-labs/flux-schnell',
    permissive: replicatePermissive,
    async generate(request, signal) {
      const { model, onSend, inputs = [] } = request;
      const context = callContext(upstream, model);
      const uploaded = await uploadLarge(inputs, upstream, context, signal);
      const { build, warnings } = replicateRequest(request, uploaded);
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      const begun = recordOf(await readPaidJson(answer, context));
      const id = textOf(begun?.id);
      if (id === undefined) throw noImageError(begun, context);
      return followTask({ ...follow(id, request, signal, true), warnings });
    },
    resume: async (id, request, signal) => followTask(follow(id, request, signal, false)),
    status: (signal) => askStatus(upstream, '/account', signal),
  };
}
