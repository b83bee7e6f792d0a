import { AppError, toAppError } from './errors.ts';
import type { Generation, GenerationEvent } from './generation.ts';
import type { Job, JobMarks } from './queue.ts';
import type { RateState } from './rate.ts';

/** What the work of a job gets: a place to tell events, and the signal of an explicit cancel. */
export interface JobTools {
  emit(event: GenerationEvent): void;
  signal: AbortSignal;
}

/** How the work of a job ended. */
export interface JobEnd {
  generation: Generation;
  /** Why it failed; undefined where it did not. */
  error: AppError | undefined;
}

/**
 * Starts work that goes on by itself, whoever watches: every event is remembered, each reader gets
 * all of them from the first on, and a reader that leaves stops nothing.
 */
export function startJob(
  accepted: Generation,
  work: (tools: JobTools) => Promise<JobEnd>,
  about: Partial<JobMarks> & { rate?: RateState | undefined; replayed?: boolean } = {},
): Job {
  const log: GenerationEvent[] = [];
  let readers: (() => void)[] = [];
  const abort = new AbortController();
  let current = accepted;
  let end: JobEnd | undefined;
  let start = () => {};
  let refuse: (error: AppError) => void = () => {};
  const started = new Promise<void>((resolve, reject) => {
    start = resolve;
    refuse = reject;
  });
  // A job that nobody waits for may fail all the same.
  started.catch(() => {});

  const tell = (event: GenerationEvent) => {
    if (event.type === 'generation-rerouted') current = event.generation;
    if (tellsOfStart(event)) start();
    log.push(event);
    wake();
  };
  const wake = () => {
    const waiting = readers;
    readers = [];
    for (const resolve of waiting) resolve();
  };
  const running = work({ emit: tell, signal: abort.signal })
    .catch((thrown: unknown) => ({ generation: accepted, error: toAppError(thrown) }))
    .then((result) => {
      end = result;
      if (result.error) refuse(result.error);
      else tell({ type: 'generation-end', generation: result.generation });
      wake();
      return result;
    });

  async function* events(): AsyncGenerator<GenerationEvent> {
    for (let next = 0; ; next += 1) {
      while (next >= log.length && !end) {
        await new Promise<void>((resolve) => readers.push(resolve));
      }
      const event = log[next];
      if (!event) break;
      yield event;
    }
    if (end?.error) throw end.error;
  }

  return {
    id: accepted.id,
    get accepted() {
      return current;
    },
    rate: about.rate,
    replayed: about.replayed ?? false,
    answered: about.answered ?? (async () => {}),
    left: about.left ?? (async () => {}),
    events,
    started,
    done: running.then((result) => result.generation),
    cancel: () => abort.abort(new AppError('cancelled', {})),
  };
}

/** Whether the upstream has answered: before, it may still refuse. */
function tellsOfStart(event: GenerationEvent): boolean {
  return event.type === 'progress' ? !event.waiting : event.type !== 'generation-rerouted';
}
