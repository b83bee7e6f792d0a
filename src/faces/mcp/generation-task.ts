import type { ServerContext } from '@modelcontextprotocol/server';
import type { Caller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Generation } from '../../core/generation.ts';
import type { Job } from '../../core/queue.ts';
import { jobResult, withoutDefaults } from './job-result.ts';
import type { Task } from './options.ts';
import { olderDefaults } from './paint-parameters.ts';
import { createCall, type Served } from './run-tool.ts';
import { describeTask } from './task-fields.ts';
import { say } from './texts.ts';

/** The caller's generation of this id, as a task; undefined where there is none. */
export async function findGenerationTask(
  id: string,
  context: ServerContext,
  served: Served,
): Promise<Task | undefined> {
  const { options, connection } = served;
  const { caller } = connection.exchangeOf(context);
  const { history } = options.app;
  const found = await find(id, caller, served);
  if (!found) return undefined;
  const { generation, job } = found;
  return {
    show: () => showGeneration(generation, context, served),
    // None of ours asks anything, so there is nothing that an answer could change.
    update: () => {},
    cancel() {
      // Another process may take a while to stop; the protocol wants to know no more than that it shall.
      if (job) job.cancel();
      else void history.cancel(generation.id, caller).catch(() => {});
    },
  };
}

/** The operator may look at everybody's history, but a task is its own caller's alone. */
async function find(
  id: string,
  caller: Caller,
  { options: { app } }: Served,
): Promise<{ generation: Generation; job: Job | undefined } | undefined> {
  try {
    const found = await app.history.find(id, caller);
    return found.generation.owner === caller.id ? found : undefined;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'not_found') return undefined;
    throw thrown;
  }
}

async function showGeneration(
  generation: Generation,
  context: ServerContext,
  served: Served,
): Promise<object> {
  const { state, endedAt, warnings } = generation;
  const call = createCall(context, served);
  if (endedAt === undefined) {
    const { provider, model, createdAt } = generation;
    const seconds = Math.round((Date.now() - createdAt) / 1000);
    const values = { model: `${provider}/${model}`, seconds };
    const statusMessage = say('painting', call.caller.locale, values);
    return { ...describeTask(generation, 'working'), statusMessage };
  }
  if (state === 'cancelled') return describeTask(generation, 'cancelled');
  // The protocol's `failed` is for what broke in it; a refused prompt is a result like any other.
  const told = withoutDefaults(warnings, Object.keys(olderDefaults));
  const result = await jobResult(generation, call, { warnings: told });
  return {
    ...describeTask(generation, 'completed'),
    result: { ...result, resultType: 'complete' },
  };
}
