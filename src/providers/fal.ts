import type { Provider, ProviderRequest } from '../core/provider.ts';
import { type RetryPolicy, retryPolicy } from '../core/retry.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { askFal, showFal } from './fal/answer.ts';
import { falModels, falPermissive } from './fal/capabilities.ts';
import { falApp } from './fal/endpoints.ts';
import { falRequest } from './fal/request.ts';
import { followTask } from './polling/follow-task.ts';
import type { Pauses } from './polling/pauses.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askUpstream } from './wire/ask.ts';
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

/** fal's queue, for every model it hosts. */
export const falKind: ProviderKind = {
  kind: 'fal',
  title: { en: 'fal', zh: 'fal' },
  key: { env: 'FAL_KEY', aliases: ['FAL_API_KEY'] },
  address: { env: 'FAL_BASE_URL', default: 'https://queue.fal.run' },
  docs: {
    sources: [
      'npm @fal-ai/client@1.10.1',
      'fal.ai/docs/documentation/model-apis/inference/queue',
      'fal.ai/docs/documentation/model-apis/errors',
      'fal.ai/docs/documentation/model-apis/request-errors',
    ],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: falProvider,
};

/** What the fal provider is made of. */
export interface FalOptions {
  name: string;
  baseUrl: string;
  apiKey: string;
  client: HttpClient;
  retry?: RetryPolicy;
  deadlines?: Partial<Deadlines>;
  pauses?: Pauses;
}

/**
 * Models hosted by fal, by its queue: submitted, followed, fetched from its file server. Where a
 * model paints and edits at two endpoints, one name stands for both.
 */
export function falProvider(options: FalOptions): Provider {
  const { name, apiKey, client, pauses, retry = retryPolicy } = options;
  const base = options.baseUrl.replace(/\/+$/, '');
  const upstream: Upstream = {
    name,
    base,
    apiKey,
    authorize: (key) => ({ authorization: `Key ${key}` }),
    client,
    retry,
    deadlines: { ...deadlines, ...options.deadlines },
  };

  function follow(id: string, request: ProviderRequest, signal: AbortSignal, isNew: boolean) {
    const context = callContext(upstream, request.model);
    // As the official client does: all endpoints of an app share its requests.
    const task = `/${falApp(request.model)}/requests/${encodeURIComponent(id)}`;
    return {
      id,
      isNew,
      provider: name,
      signal,
      ...(pauses && { pauses }),
      ask: (asking: AbortSignal) => askFal(upstream, task, context, asking),
      cancel: (stop: AbortSignal) =>
        askUpstream(upstream, { method: 'PUT', url: `${task}/cancel` }, context, stop),
      show: (result: unknown) => showFal(result, request, { context, client, retry, signal, base }),
    };
  }

  return {
    name,
    kind: 'fal',
    origin: new URL(base).origin,
    models: () => falModels,
    defaultModel: 'fal-ai/flux-2',
    permissive: falPermissive,
    async generate(request, signal) {
      const { build, warnings } = falRequest(request);
      const { model, onSend } = request;
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      const context = callContext(upstream, model);
      const begun = recordOf(await readPaidJson(answer, context));
      const id = textOf(begun?.request_id);
      if (id === undefined) throw noImageError(begun, context);
      return followTask({ ...follow(id, request, signal, true), warnings });
    },
    resume: async (id, request, signal) => followTask(follow(id, request, signal, false)),
  };
}
