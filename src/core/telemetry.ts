import type { AppError } from './errors.ts';
import type { Generation } from './generation.ts';
import type { Pile } from './library/shelf.ts';
import type { TraceContext } from './trace-context.ts';

/** How a generation ended, as far as anybody outside is told. */
export interface Outcome {
  generation: Generation;
  /** Why it failed; undefined where it did not. */
  error: AppError | undefined;
}

/** A request that was answered, or whose client left before. */
export interface AnsweredRequest {
  /** As the route table writes it, for example `/v1/models/:id`. */
  route: string;
  method: string;
  status: number;
  seconds: number;
}

/** Watches the work from outside: it adds no failure, holds nothing up and is told no prompt. */
export interface Telemetry {
  /** Runs the work of an accepted generation, to see how long it takes and how it ends. */
  watchGeneration<End extends Outcome>(
    accepted: Generation,
    trace: TraceContext | undefined,
    work: () => Promise<End>,
  ): Promise<End>;
  /** A call to a provider failed, or an image of it could not be kept. */
  callFailed(provider: string, failure: unknown): void;
  /** An image was given to a host, which took it or did not. */
  uploadEnded(host: string, ok: boolean): void;
  /** The operator's limits took away so many copies of images. */
  imagesExpired(gone: Pile): void;
  /** A receiver was told of a generation's end: it took it, it did not, or it is not tried again. */
  webhookTried(outcome: 'delivered' | 'failed' | 'given_up'): void;
  requestAnswered(request: AnsweredRequest): void;
}
