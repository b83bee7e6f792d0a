import type { ProviderEvent } from '../../core/provider.ts';
import type { Warning } from '../../core/warnings.ts';
import { type PollOptions, pollTask } from './poll-task.ts';

/** A task that was begun, and what is made of its result. */
export interface TaskOptions<Result> extends PollOptions<Result> {
  /** True where it was begun just now, so that its id is recorded first; false where it is resumed. */
  isNew: boolean;
  /** What had to be changed to say the request. */
  warnings?: readonly Warning[];
  /** The pictures of a result, and what it cost. */
  show(result: Result): AsyncIterable<ProviderEvent> | Iterable<ProviderEvent>;
}

/**
 * All events of a task, for `generate` and for `resume`: its id before anything else, so that a
 * restart can pick it up, then how it stands, then its pictures.
 */
export async function* followTask<Result>(
  options: TaskOptions<Result>,
): AsyncGenerator<ProviderEvent> {
  if (options.isNew) yield { type: 'task', id: options.id };
  for (const warning of options.warnings ?? []) yield { type: 'warning', warning };
  yield* options.show(yield* pollTask(options));
}
