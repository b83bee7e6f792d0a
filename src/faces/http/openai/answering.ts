import type { Caller } from '../../../core/caller.ts';
import type { Job } from '../../../core/queue.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import type { Delivery } from './fields.ts';

/** The first half of an event's name in OpenAI's streams. */
export type EventKind = 'image_generation' | 'image_edit';

/** Everything the answer to one generating request is made with. */
export interface Answering {
  job: Job;
  kind: EventKind;
  delivery: Delivery;
  caller: Caller;
  context: HttpContext;
  options: HttpOptions;
}
