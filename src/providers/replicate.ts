import type { Provider } from '../core/provider.ts';
import { openaiBase } from './openai/base.ts';
import { createTasks, type TaskedOptions } from './polling/tasks.ts';
import { askReplicate, replicateCodes, showReplicate } from './replicate/answer.ts';
import { replicateModels, replicatePermissive } from './replicate/capabilities.ts';
import { replicateRequest } from './replicate/request.ts';
import { uploadLarge } from './replicate/upload.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askUpstream } from './wire/ask.ts';
import { askStatus } from './wire/ask-status.ts';
import { callContext } from './wire/call.ts';
import { textOf } from './wire/json-value.ts';
import { createUpstream } from './wire/remote-options.ts';

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

/**
 * Models hosted by Replicate, by their predictions; `owner/name`, or `owner/name:version` for one of
 * the community's. It is never asked to wait with its answer, so that the prediction is known, and
 * can be cancelled, from the start.
 */
export function replicateProvider(options: TaskedOptions): Provider {
  const base = openaiBase(options.baseUrl);
  const upstream = createUpstream(options, { base, codes: replicateCodes });
  const tasks = createTasks({
    upstream,
    pauses: options.pauses,
    readId: (begun) => textOf(begun.id),
    task(id, _request, tools) {
      const { context } = tools;
      const url = `/predictions/${encodeURIComponent(id)}`;
      const cancel = { method: 'POST', url: `${url}/cancel` } as const;
      return {
        ask: (asking) => askReplicate(upstream, url, context, asking),
        cancel: (stop) => askUpstream(upstream, cancel, context, stop),
        show: (prediction) => showReplicate(prediction, tools),
      };
    },
  });
  return {
    name: options.name,
    kind: 'replicate',
    origin: new URL(base).origin,
    models: () => replicateModels,
    defaultModel: 'black-forest-labs/flux-schnell',
    permissive: replicatePermissive,
    async generate(request, signal) {
      const context = callContext(upstream, request.model);
      const uploaded = await uploadLarge(request.inputs ?? [], upstream, context, signal);
      return tasks.begin(replicateRequest(request, uploaded), request, signal);
    },
    resume: tasks.resume,
    status: (signal) => askStatus(upstream, '/account', signal),
  };
}
