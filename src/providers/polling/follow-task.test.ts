import { proveWire } from '../../../test/contract/wire-contract.ts';
import type { Wire, WireAnswer, WireTools } from '../../../test/fakes/wire-upstream.ts';
import type { Provider, ProviderRequest } from '../../core/provider.ts';
import { retryPolicy } from '../../core/retry.ts';
import type { HttpClient } from '../../kit/http-client.ts';
import { permissiveCapability } from '../table/permissive-capability.ts';
import { askUpstream } from '../wire/ask.ts';
import { callContext, callUpstream, deadlines, once, type Upstream } from '../wire/call.ts';
import { errorBodyOf } from '../wire/error-body.ts';
import { lateError } from '../wire/errors.ts';
import { recordOf, textOf } from '../wire/json-value.ts';
import { readPaidJson } from '../wire/paid-json.ts';
import { shownImages } from '../wire/shown-images.ts';
import { followTask } from './follow-task.ts';
import type { TaskState } from './poll-task.ts';

/** The least that an asynchronous vendor speaks: begin, look, cancel. */
const plainWire: Wire = {
  isPaint: ({ method, path }) => method === 'POST' && path === '/tasks',
  keyOf: ({ headers }) => headers.authorization?.toString().replace('Bearer ', ''),
  paint: (_, { begin }) => ({ status: 201, json: { id: begin().id } }),
  other: ({ method, path }, tools) => {
    const task = tools.tasks.get(path.split('/')[2] ?? '');
    if (!task || task.mode === 'task-gone') return undefined;
    if (method === 'DELETE') {
      task.cancelled = true;
      return {};
    }
    task.polls += 1;
    return look(task, tools);
  },
  error: (message) => ({ message }),
  refusals: {
    unauthorized: { status: 401, json: { message: 'Who are you?' }, code: 'upstream_unauthorized' },
    moderation: {
      status: 400,
      json: { message: 'It violates our content policy.' },
      code: 'moderation_blocked',
    },
  },
};

function look(
  { mode, polls, pictures }: { mode: string; polls: number; pictures: WireTools['pictures'] },
  { publish }: WireTools,
): WireAnswer {
  if (mode === 'task-stuck' || polls < 2) return { json: { status: 'queued', place: 3 - polls } };
  if (mode === 'task-failed') return { json: { status: 'failed', message: 'Out of memory.' } };
  if (mode === 'task-moderated') {
    return { json: { status: 'failed', code: 'content_filter', message: 'Not this.' } };
  }
  return { json: { status: 'done', urls: pictures.map(publish) } };
}

interface Options {
  baseUrl: string;
  apiKey: string;
  client: HttpClient;
}

function plainProvider({ baseUrl, apiKey, client }: Options): Provider {
  const retry = { ...retryPolicy, firstWaitMs: 5 };
  const upstream: Upstream = { name: 'plain', base: baseUrl, apiKey, client, retry, deadlines };
  const row = { ...permissiveCapability('plain-1'), maxN: 1, maxInputs: 0, passUnknown: false };
  const models = [{ ...row, mask: false, markup: false, stream: false }];

  function follow(id: string, isNew: boolean, { model }: ProviderRequest, signal: AbortSignal) {
    const context = callContext(upstream, model);
    const url = `/tasks/${id}`;
    return followTask({
      id,
      isNew,
      provider: upstream.name,
      signal,
      pauses: { first: 2, longest: 5, growth: 2 },
      async ask(asking): Promise<TaskState<unknown[]>> {
        const json = recordOf(await askUpstream(upstream, { method: 'GET', url }, context, asking));
        if (json?.status === 'done') return { state: 'done', result: json.urls as unknown[] };
        if (json?.status !== 'failed') return { state: 'queued', place: Number(json?.place) };
        throw lateError({ status: 200, headers: {}, body: errorBodyOf(json) }, context);
      },
      cancel: (stop) => askUpstream(upstream, { method: 'DELETE', url }, context, stop),
      show: (urls) =>
        shownImages(
          urls.map((shown) => ({ url: String(shown) })),
          urls,
          { context, client, retry, signal, base: baseUrl },
        ),
    });
  }

  return {
    name: 'plain',
    kind: 'plain',
    origin: new URL(baseUrl).origin,
    models: () => models,
    defaultModel: 'plain-1',
    permissive: undefined,
    async generate(request, signal) {
      const { model, onSend, capability: _, ...wishes } = request;
      const json = { model, ...wishes, inputs: undefined, mask: undefined };
      const build = () => ({
        path: '/tasks',
        contentType: 'application/json',
        body: JSON.stringify(json),
        contentLength: undefined,
        streams: false,
      });
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      const begun = recordOf(await readPaidJson(answer, callContext(upstream, model)));
      return follow(textOf(begun?.id) ?? '', true, request, signal);
    },
    resume: async (id, request, signal) => follow(id, false, request, signal),
  };
}

proveWire('a provider by tasks', {
  wire: plainWire,
  create: plainProvider,
  ways: 'task',
  cancels: true,
});
