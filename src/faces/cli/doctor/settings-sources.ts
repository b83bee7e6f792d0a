import type { SettingReport } from '../../../config/report-settings.ts';
import type { Locale } from '../../../core/template.ts';

/** A setting as `doctor` tells of it. */
export interface ToldSetting {
  name: string;
  /** `set` for secrets; null where it is unset. */
  value: string | null;
  source: string;
}

const told = { en: 'set, not shown', zh: '已设置，不显示' };

/** Where each setting came from; of a secret only that it is there. */
export function tellSettings(reports: readonly SettingReport[], locale: Locale): ToldSetting[] {
  return reports.map(({ env, value, isSecret, source }) => {
    const isSet = source !== 'unset' && source !== 'default';
    const shown = isSecret ? (isSet ? told[locale] : null) : (value ?? null);
    return { name: env, value: shown, source };
  });
}
