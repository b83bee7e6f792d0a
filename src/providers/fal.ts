import type { Provider } from '../core/provider.ts';
import { askFal, showFal } from './fal/answer.ts';
import { falModels, falPermissive } from './fal/capabilities.ts';
import { falApp } from './fal/endpoints.ts';
import { falRequest } from './fal/request.ts';
import { createTasks, type TaskedOptions } from './polling/tasks.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askUpstream } from './wire/ask.ts';
import { textOf } from './wire/json-value.ts';
import { namePath } from './wire/name-path.ts';
import { createUpstream } from './wire/remote-options.ts';

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

/**
 * Models hosted by fal, by its queue: submitted, followed, fetched from its file server. Where a
 * model paints and edits at two endpoints, one name stands for both.
 */
export function falProvider(options: TaskedOptions): Provider {
  const base = options.baseUrl.replace(/\/+$/, '');
  const authorize = (key: string) => ({ authorization: `Key ${key}` });
  const upstream = createUpstream(options, { base, authorize });
  const tasks = createTasks({
    upstream,
    pauses: options.pauses,
    readId: (begun) => textOf(begun.request_id),
    task(id, request, tools) {
      const { context } = tools;
      // As the official client does: all endpoints of an app share its requests.
      const url = `/${namePath(falApp(request.model))}/requests/${encodeURIComponent(id)}`;
      const cancel = { method: 'PUT', url: `${url}/cancel` } as const;
      return {
        ask: (asking) => askFal(upstream, url, context, asking),
        cancel: (stop) => askUpstream(upstream, cancel, context, stop),
        show: (result) => showFal(result, request, tools),
      };
    },
  });
  return {
    name: options.name,
    kind: 'fal',
    origin: new URL(base).origin,
    models: () => falModels,
    defaultModel: 'fal-ai/flux-2',
    permissive: falPermissive,
    generate: async (request, signal) => tasks.begin(falRequest(request), request, signal),
    resume: tasks.resume,
  };
}
