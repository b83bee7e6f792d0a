import type { ApiError } from '../api/call.ts';
import type { Wish } from '../api/paint.ts';
import { t } from '../state/locale.ts';
import { isWordKey } from '../words.ts';

/** What went wrong in the server's own words, and what can be done about it here. */
export function errorText(
  error: ApiError,
  own?: Wish['own'],
): { text: string; hint: string | undefined } {
  if (error.code === 'unreachable')
    return { text: t('error.unreachable'), hint: t('hint.unreachable') };
  // The key of one's own provider is nothing for whoever runs this server to look at.
  const isOwnKey = own && error.code === 'upstream_unauthorized';
  const key = isOwnKey ? `own.trouble.${error.code}` : `hint.${error.code}`;
  const wait = error.retryAfter && t('hint.wait', { seconds: error.retryAfter });
  const hint = wait || (isWordKey(key) ? t(key) : undefined);
  return { text: error.message || t('error.unknown'), hint };
}
