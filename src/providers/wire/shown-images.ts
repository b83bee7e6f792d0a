import { AppError } from '../../core/errors.ts';
import type { ProviderEvent } from '../../core/provider.ts';
import { warning } from '../../core/warnings.ts';
import { noImageError } from './errors.ts';
import { type ShowTools, shownImage } from './shown-image.ts';

/** A picture that an upstream shows under a URL, and what it says of it. */
export interface ShownResult {
  url: string;
  mediaType?: string | undefined;
  seed?: number | undefined;
  revisedPrompt?: string | undefined;
}

/**
 * The events of pictures behind URLs, in their order; each is fetched when it is read, which the core
 * does at once, because such URLs expire. Throws `upstream_no_image`, quoting `answer`, for none.
 */
export function* shownImages(
  results: readonly ShownResult[],
  answer: unknown,
  tools: ShowTools,
): Generator<ProviderEvent> {
  if (results.length === 0) throw noImageError(answer, tools.context);
  for (const [index, { url, mediaType, seed, revisedPrompt }] of results.entries()) {
    yield {
      type: 'image',
      index,
      image: { ...shownImage(url, tools), mediaType },
      ...(seed === undefined ? {} : { seed }),
      ...(revisedPrompt === undefined ? {} : { revisedPrompt }),
    };
  }
}

/** Pictures of which some may have been held back for what they show, and how people are told. */
export interface JudgedResults {
  passed: readonly ShownResult[];
  /** How many were held back. */
  blocked: number;
  /** Why, as the end of a sentence. */
  reason: string;
}

/** The same for those that passed, and a warning for the others; `moderation_blocked` for none. */
export function* passedImages(
  { passed, blocked, reason }: JudgedResults,
  answer: unknown,
  tools: ShowTools,
): Generator<ProviderEvent> {
  if (passed.length === 0 && blocked > 0) {
    const values = { provider: tools.context.provider, reason };
    throw new AppError('moderation_blocked', values, { spent: 'maybe' });
  }
  yield* shownImages(passed, answer, tools);
  if (blocked === 0) return;
  const values = { made: passed.length, asked: passed.length + blocked, reason };
  yield { type: 'warning', warning: warning('fewer_images', values) };
}
