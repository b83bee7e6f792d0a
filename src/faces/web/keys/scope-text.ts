import { dollars } from '../create/cost.ts';
import { momentText, t } from '../state/locale.ts';
import type { KeyInfo } from './key-api.ts';

/** What a key may do, in plain words, a limit each. */
export function scopeTexts(key: KeyInfo): string[] {
  const { models, rpm, images_per_day, usd_per_day, usd_per_month, max_n, expires_at } = key;
  const texts = [
    models && t('keys.onlyModels', { models: models.join(', ') }),
    usd_per_day !== null && t('keys.usdDay', { amount: dollars(usd_per_day) }),
    usd_per_month !== null && t('keys.usdMonth', { amount: dollars(usd_per_month) }),
    images_per_day !== null && t('keys.imagesDay', { count: images_per_day }),
    rpm !== null && t('keys.rpm', { count: rpm }),
    max_n !== null && t('keys.maxN', { count: max_n }),
    expires_at !== null && t('keys.until', { date: momentText(expires_at) }),
  ].filter((text): text is string => typeof text === 'string');
  return texts.length > 0 ? texts : [t('keys.unlimited')];
}
