import type { ProviderEvent } from '../../core/provider.ts';
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
