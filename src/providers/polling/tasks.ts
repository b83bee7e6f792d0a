import type { Provider, ProviderEvent, ProviderRequest } from '../../core/provider.ts';
import { callContext, callUpstream, once, type Upstream } from '../wire/call.ts';
import { type CallContext, noImageError } from '../wire/errors.ts';
import { recordOf } from '../wire/json-value.ts';
import { readPaidJson } from '../wire/paid-json.ts';
import type { RemoteOptions } from '../wire/remote-options.ts';
import type { SaidRequest } from '../wire/said-request.ts';
import { type ShowTools, showTools } from '../wire/shown-image.ts';
import { followTask, type TaskOptions } from './follow-task.ts';
import type { Pauses } from './pauses.ts';

/** What a provider is made of whose pictures are tasks. */
export interface TaskedOptions extends RemoteOptions {
  /** Between two questions; default a second, growing to ten. */
  pauses?: Pauses;
}

/** How one vendor's tasks are spoken of. */
export interface TaskWire<Result> {
  upstream: Upstream;
  pauses?: Pauses | undefined;
  /** The id in the answer that began a task, with all a restart needs; undefined for none. */
  readId(begun: Readonly<Record<string, unknown>>, context: CallContext): string | undefined;
  /** How the task of that id is asked for, stopped and shown. */
  task(
    id: string,
    request: ProviderRequest,
    tools: ShowTools,
  ): Pick<TaskOptions<Result>, 'ask' | 'cancel' | 'show'>;
}

/** `generate` and `resume` of a provider whose pictures are tasks. */
export interface Tasks {
  begin(
    said: SaidRequest,
    request: ProviderRequest,
    signal: AbortSignal,
  ): Promise<AsyncIterable<ProviderEvent>>;
  resume: NonNullable<Provider['resume']>;
}

/**
 * Begins tasks by one paid request and follows them to their pictures, now or after a restart. An
 * answer that names no task rejects with `upstream_no_image`.
 */
export function createTasks<Result>(wire: TaskWire<Result>): Tasks {
  const { upstream, pauses } = wire;

  function follow(id: string, request: ProviderRequest, signal: AbortSignal) {
    const tools = showTools(upstream, request.model, signal);
    const task = wire.task(id, request, tools);
    return { ...task, id, provider: upstream.name, signal, ...(pauses && { pauses }) };
  }

  return {
    async begin({ build, warnings }, request, signal) {
      const { model, onSend } = request;
      const answer = await callUpstream(upstream, model, build, once(onSend), signal);
      const context = callContext(upstream, model);
      const begun = recordOf(await readPaidJson(answer, context));
      const id = wire.readId(begun ?? {}, context);
      if (id === undefined) throw noImageError(begun, context);
      return followTask({ ...follow(id, request, signal), isNew: true, warnings });
    },
    resume: async (id, request, signal) =>
      followTask({ ...follow(id, request, signal), isNew: false }),
  };
}
