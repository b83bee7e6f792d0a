import type { Generation, GenerationEvent } from './generation.ts';
import type { RateState } from './rate.ts';

/** A generation that works in this process, watched by any number of readers. */
export interface Job {
  id: string;
  /** The record as it was when the work began: its owner, model and first warnings. */
  accepted: Generation;
  /** What its caller has left of the requests a minute; undefined where they are not limited. */
  rate: RateState | undefined;
  /** All events from the first on; a reader that stops reading never stops the work. */
  events(): AsyncIterable<GenerationEvent>;
  /** Resolves when the upstream answers; rejects with the AppError of a refusal. */
  started: Promise<void>;
  /** Settles with the final record; never rejects. */
  done: Promise<Generation>;
  /** Aborts the upstream. */
  cancel(): void;
}

/** The generations under way here, so that they outlive the request that began them. */
export interface Queue {
  add(job: Job): void;
  find(id: string): Job | undefined;
  /** How many are under way. */
  readonly size: number;
  /** Waits until none is left, at most so many milliseconds; tells whether none is. */
  drain(milliseconds: number): Promise<boolean>;
}
