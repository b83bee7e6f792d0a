import type { ApiError } from '../api/call.ts';
import { t } from '../state/locale.ts';
import { isWordKey } from '../words.ts';

/** What went wrong in the server's own words, and what can be done about it here. */
export function errorText(error: ApiError): { text: string; hint: string | undefined } {
  if (error.code === 'unreachable')
    return { text: t('error.unreachable'), hint: t('hint.unreachable') };
  const key = `hint.${error.code}`;
  const wait = error.retryAfter && t('hint.wait', { seconds: error.retryAfter });
  const hint = wait || (isWordKey(key) ? t(key) : undefined);
  return { text: error.message || t('error.unknown'), hint };
}
