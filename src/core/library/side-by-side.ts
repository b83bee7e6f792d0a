import type { Asking } from '../asking.ts';
import { type AppError, toAppError } from '../errors.ts';
import type { Generation } from '../generation.ts';
import type { Job } from '../queue.ts';
import { readWords } from '../request.ts';

/** One model's part of a wish that several models are to grant. */
export interface Contender {
  /** As the caller named it. */
  model: string;
  /** Undefined where it was refused. */
  job: Job | undefined;
  error: AppError | undefined;
}

/** What became of one model's part. */
export interface Outcome {
  model: string;
  /** Undefined where it was refused. */
  generation: Generation | undefined;
  /** Why there is no picture; undefined where there is one. */
  error: AppError | undefined;
}

const bounds = { maxCount: 6, maxLength: 200 };

/** Models that are to paint the same side by side; undefined where none are named. */
export function readModels(value: unknown): string[] | undefined {
  return readWords('models', value, bounds);
}

/**
 * Begins a generation for each model, all at once and each on its own: what one is refused, or
 * fails with, keeps no other. An idempotency key stands for one wish of each model.
 */
export function beginSideBySide(
  models: readonly string[],
  asking: Asking,
  begin: (model: string, asking: Asking) => Promise<Job>,
): Promise<Contender[]> {
  return Promise.all(
    models.map(async (model) => {
      const { idempotencyKey: key } = asking;
      // No key of a caller's holds a line break.
      const idempotencyKey = key === undefined ? undefined : `${key}\n${model}`;
      try {
        const job = await begin(model, { ...asking, idempotencyKey });
        return { model, job, error: undefined };
      } catch (thrown) {
        return { model, job: undefined, error: toAppError(thrown) };
      }
    }),
  );
}

/** Waits for what becomes of one part; never rejects. */
export async function awaitOutcome({ model, job, error }: Contender): Promise<Outcome> {
  if (!job) return { model, generation: undefined, error };
  try {
    // The record alone would not tell whether a failure cost anything.
    for await (const _ of job.events());
    return { model, generation: await job.done, error: undefined };
  } catch (thrown) {
    return { model, generation: await job.done, error: toAppError(thrown) };
  }
}

/** How long a generation that has ended took, in seconds to the tenth. */
export function secondsOf({ createdAt, endedAt = createdAt }: Generation): number {
  return Math.round((endedAt - createdAt) / 100) / 10;
}
