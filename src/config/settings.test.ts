import { describe, expect, it } from 'vitest';
import { foreignWords, hasLatinPunctuation } from '../../test/fakes/bilingual.ts';
import { settingRows } from './settings.ts';

describe('the settings table', () => {
  it('names each setting once, aliases included', () => {
    const names = settingRows.flatMap((row) => [row.env, ...(row.aliases ?? [])]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has the names that older servers read', () => {
    const names = settingRows.map(({ env }) => env);
    for (const name of [
      'API_KEY',
      'API_BASE_URL',
      'IMAGE_HOSTING_TOKEN',
      'IMAGE_HOSTING_URL',
      'DISABLE_LOCAL_SAVE',
      'SECRET',
      'RATE_LIMIT',
      'PORT',
      'OPENAI_API_KEY',
      'OPENAI_BASE_URL',
      'XAI_API_KEY',
    ]) {
      expect(names).toContain(name);
    }
  });

  it.each(settingRows.map((row) => [row.env, row] as const))(
    '%s says what it is for in both languages',
    (_, { about }) => {
      expect(about.en).toMatch(/^[A-Z].*\.$/);
      expect(about.zh).toMatch(/\p{Script=Han}.*。$/u);
      expect(foreignWords(about)).toEqual([]);
      expect(hasLatinPunctuation(about)).toBe(false);
    },
  );

  it('takes its own defaults', () => {
    for (const { env, format, default: value } of settingRows) {
      const isList = Array.isArray(value);
      if (value === undefined || isList) continue;
      expect({ env, value: format.parse(String(value)) }).toEqual({ env, value });
    }
  });

  it('hides whatever is a key, token, password or secret', () => {
    const open = settingRows.filter(
      ({ env, secret }) => /KEY|TOKEN|SECRET|PASSWORD/.test(env) && !secret,
    );
    expect(open).toEqual([]);
  });
});
