import { AppError } from '../../core/errors.ts';

/** OpenAI's own origin. */
export const openaiOrigin = 'https://api.openai.com';

/**
 * Where an OpenAI-compatible server's routes hang, without a slash at the end, from whatever people
 * write: with or without `/v1`, with a path of its own (`/openai/v1`, Ark's `/api/v3`, Gemini's
 * `/v1beta/openai`), or the whole address of a route. Throws AppError `invalid_value`.
 */
export function openaiBase(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') {
    throw new AppError(
      'invalid_value',
      {
        param: 'base_url',
        expected: 'an address such as https://api.example.com/v1',
        got: JSON.stringify(url.slice(0, 100)),
      },
      { param: 'base_url' },
    );
  }
  const path = parsed.pathname
    .replace(/\/{2,}/g, '/')
    .replace(/\/(?:images\/(?:generations|edits)|chat\/completions|models)\/?$/, '')
    .replace(/\/$/, '');
  // A version anywhere in the path means that the path is complete.
  const hasVersion = /\/v\d+(?:beta|alpha)?\d*(?:\/|$)/.test(path);
  return `${parsed.origin}${path}${hasVersion ? '' : '/v1'}`;
}
