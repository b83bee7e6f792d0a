import { AppError } from '../../core/errors.ts';
import type { TaskState } from '../polling/poll-task.ts';
import { askUpstream } from '../wire/ask.ts';
import type { Upstream } from '../wire/call.ts';
import { type CallContext, lateError } from '../wire/errors.ts';
import { listOf, recordOf, textOf } from '../wire/json-value.ts';
import { executionError } from './node-errors.ts';

/** A picture in ComfyUI's folders. */
export interface KeptImage {
  filename: string;
  subfolder: string;
  type: string;
}

/** What asking about one prompt needs. */
export interface PromptTools {
  upstream: Upstream;
  context: CallContext;
}

/** How a prompt stands: its history where it has one, else its place in the queue. */
export async function askPrompt(
  id: string,
  tools: PromptTools,
  signal: AbortSignal,
): Promise<TaskState<KeptImage[]>> {
  const done = await readHistory(id, tools, signal);
  if (done) return { state: 'done', result: done };
  const queue = await readQueue(tools, signal);
  const place = queue.pending.indexOf(id);
  if (place >= 0) return { state: 'queued', place: place + queue.running.length };
  if (queue.running.includes(id)) return { state: 'running' };
  // It may have ended between the two questions.
  const late = await readHistory(id, tools, signal);
  if (late) return { state: 'done', result: late };
  const values = { provider: tools.context.provider, reason: 'it no longer knows it' };
  throw new AppError('outcome_unknown', values, { upstreamStatus: 404, spent: 'maybe' });
}

/** Takes it out of the queue; one that is being painted is interrupted, and no other. */
export async function stopPrompt(
  id: string,
  { upstream, context }: PromptTools,
  signal: AbortSignal,
): Promise<void> {
  const tell = (url: string, json: unknown) =>
    askUpstream(upstream, { method: 'POST', url, json }, context, signal);
  await tell('/queue', { delete: [id] });
  // Older versions interrupt whatever runs, named or not.
  const { running } = await readQueue({ upstream, context }, signal);
  if (running.includes(id)) await tell('/interrupt', { prompt_id: id });
}

async function readHistory(
  id: string,
  { upstream, context }: PromptTools,
  signal: AbortSignal,
): Promise<KeptImage[] | undefined> {
  const url = `/history/${encodeURIComponent(id)}`;
  const answer = await askUpstream(upstream, { method: 'GET', url }, context, signal);
  const entry = recordOf(recordOf(answer)?.[id]);
  if (!entry) return undefined;
  const status = recordOf(entry.status);
  const failure = executionError(listOf(status?.messages));
  if (failure) throw lateError({ status: 200, headers: {}, body: failure }, context);
  return keptImages(entry.outputs);
}

/** All saved pictures; those that nodes only show count where nothing is saved. */
function keptImages(outputs: unknown): KeptImage[] {
  const all = Object.values(recordOf(outputs) ?? {}).flatMap((output) =>
    listOf(recordOf(output)?.images).flatMap((image) => {
      const row = recordOf(image);
      const filename = textOf(row?.filename);
      if (filename === undefined) return [];
      const type = textOf(row?.type) ?? 'output';
      return [{ filename, subfolder: textOf(row?.subfolder) ?? '', type }];
    }),
  );
  const saved = all.filter(({ type }) => type === 'output');
  return saved.length > 0 ? saved : all;
}

/** Entries are `[number, id, graph, …]`. */
async function readQueue({ upstream, context }: PromptTools, signal: AbortSignal) {
  const question = { method: 'GET', url: '/queue' } as const;
  const queue = recordOf(await askUpstream(upstream, question, context, signal));
  const idsOf = (entries: unknown) => {
    const rows = listOf(entries).map(listOf);
    return rows.sort((a, b) => Number(a[0]) - Number(b[0])).map(([, id]) => String(id));
  };
  return { running: idsOf(queue?.queue_running), pending: idsOf(queue?.queue_pending) };
}
