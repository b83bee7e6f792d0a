import type { Generation, GenerationEvent } from './generation.ts';
import type { Places } from './places.ts';
import type { RateState } from './rate.ts';

/** What becomes of the answer to a generation, written once and best effort. */
export interface JobMarks {
  /** It was handed over to its last byte. */
  answered(): Promise<void>;
  /** Whoever waited for it has gone without it. */
  left(): Promise<void>;
}

/** A generation, watched by any number of readers; it works in this process, or did before. */
export interface Job extends JobMarks {
  id: string;
  /** The record as it was when the work began, with the model that is asked by now. */
  accepted: Generation;
  /** What its caller has left of the requests a minute; undefined where they are not limited. */
  rate: RateState | undefined;
  /** Whether it was begun by an earlier request, and is only told again or joined by this one. */
  replayed: boolean;
  /** All events from the first on; a reader that stops reading never stops the work. */
  events(): AsyncIterable<GenerationEvent>;
  /** Resolves when the upstream answers; rejects with the AppError of a refusal. */
  started: Promise<void>;
  /** Settles with the final record; never rejects. */
  done: Promise<Generation>;
  /** Aborts the upstream, where this request began it. */
  cancel(): void;
  /** Whether it is cancelled a moment after nobody waits for it any more. */
  abortsWhenLeft?: true;
  /** Somebody else waits for it, too. */
  joined?(): void;
}

/** The generations under way here, so that they outlive the request that began them. */
export interface Queue {
  add(job: Job): void;
  find(id: string): Job | undefined;
  /** Room for those that nobody waits for. */
  readonly places: Places;
  /** How many are under way. */
  readonly size: number;
  /** Whether nothing new may begin any more, because the process is about to end. */
  readonly closed: boolean;
  /** From now on nothing new may begin; what is under way goes on. */
  close(): void;
  /** Waits until none is left, at most so many milliseconds; tells whether none is. */
  drain(milliseconds: number): Promise<boolean>;
}
