import type { Capability } from './capability.ts';
import type { AppError } from './errors.ts';
import type { GenerateRequest, Usage } from './generation.ts';
import type { Image } from './image.ts';
import type { Warning } from './warnings.ts';

/**
 * What a provider tells while it works. `image` events come in the order images finish; each
 * image is read before the next event is pulled. What is known of an image only after its bytes
 * (as in OpenAI's JSON, where any key order is legal) follows as `image-info`.
 */
export type ProviderEvent =
  | { type: 'progress'; fraction?: number; message?: string }
  | { type: 'image-partial'; index: number; image: Image }
  | { type: 'image'; index: number; image: Image; revisedPrompt?: string; seed?: number }
  | { type: 'image-info'; index: number; revisedPrompt?: string; seed?: number }
  | { type: 'usage'; usage: Usage }
  /** The adapter had to change or drop something on the way. */
  | { type: 'warning'; warning: Warning }
  /** The upstream's own job id, recorded at once so that a restart can pick the job up. */
  | { type: 'task'; id: string };

/** A resolved request: the model is bare and known, the size and n are legal for it. */
export interface ProviderRequest
  extends Omit<
    GenerateRequest,
    'upstream' | 'hosting' | 'linkFirst' | 'lenient' | 'altText' | 'tags' | 'partialImages'
  > {
  model: string;
  n: number;
  /** How many previews to ask for, 0 to 3. */
  partialImages: number | undefined;
  /** Place of its first image among all of the generation: calls side by side paint different ones. */
  first: number;
  capability: Capability;
  /** The caller would rather have the upstream's own URL than bytes. */
  preferUrl: boolean;
  /** Whether the caller may be given another model of this provider in place of the named one. */
  mayUse: (model: string) => boolean;
  /** Called just before the first byte of a request that may cost money goes out. */
  onSend: () => Promise<void>;
}

/**
 * One upstream image API under a name. `generate` rejects with an AppError when the upstream
 * refuses; the promise settles as soon as the upstream's answer is known to be a picture's, while
 * a face can still choose its status. The stream may throw AppErrors too.
 */
export interface Provider {
  /** The name it is configured under, the first half of `provider/model`. */
  name: string;
  /** The adapter's file. */
  kind: string;
  /** Where its requests go, for example `https://api.openai.com`; undefined for none. */
  origin: string | undefined;
  /** The models it is known to have; others may exist where `permissive` is set. */
  models(): readonly Capability[];
  /** For requests that name none. */
  defaultModel: string;
  /** What to assume of a model that is not in the list; undefined refuses it. */
  permissive: Capability | undefined;
  /**
   * Whether work that nobody waits for any more is stopped, because that saves something: a machine
   * of the operator's, or a place in a queue that is not paid yet.
   */
  abortsWhenLeft?: true;
  /** Why it cannot be used as it is configured; told before anything is recorded. */
  problem?: AppError;
  /** Why nothing is sent to it for a while, as `provider_paused`; undefined where it may be used. */
  pause?(): AppError | undefined;
  generate(request: ProviderRequest, signal: AbortSignal): Promise<AsyncIterable<ProviderEvent>>;
  /**
   * Goes on with what was sent before this process began, by the id a `task` event told: polls, never
   * sends it again, and tells what `generate` would have. What it rejects with says in `spent`
   * whether it may have cost something.
   */
  resume?(
    taskId: string,
    request: ProviderRequest,
    signal: AbortSignal,
  ): Promise<AsyncIterable<ProviderEvent>>;
  /** Asks the upstream, without cost, whether it is there and takes our key. */
  status?(signal: AbortSignal): Promise<ProviderStatus>;
}

/** What a provider's upstream says of itself. */
export interface ProviderStatus {
  online: boolean;
  message: string;
  /** The HTTP status of its answer; undefined where there was none. */
  httpStatus: number | undefined;
}
