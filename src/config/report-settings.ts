import type { Template } from '../core/template.ts';
import type { LoadedSettings, SettingSource } from './load.ts';
import { settingRows } from './settings.ts';

/** A setting as it stands, for people; a secret is only told to be there. */
export interface SettingReport {
  /** Its name in the environment. */
  env: string;
  /** As it was written, without logins; undefined for secrets, and where nothing is set. */
  value: string | undefined;
  isSecret: boolean;
  source: SettingSource;
  /** What it is when nobody sets it; undefined where it is unset then. */
  usual: string | undefined;
  about: Template;
}

/** Every setting in the order of its table, and where each came from. */
export function reportSettings({
  sources,
  texts,
}: Pick<LoadedSettings, 'sources' | 'texts'>): SettingReport[] {
  return settingRows.map((row) => ({
    env: row.env,
    value: row.secret ? undefined : (texts[row.name] ?? usualOf(row)),
    isSecret: row.secret === true,
    source: sources[row.name] ?? 'unset',
    usual: row.defaultAbout ?? usualOf(row),
    about: row.about,
  }));
}

function usualOf({ default: value }: { default?: unknown }): string | undefined {
  if (value === undefined) return undefined;
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return text === '' ? undefined : text;
}
