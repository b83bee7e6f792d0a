import { describe, expect, it } from 'vitest';
import { settingRows } from '../../config/settings.ts';
import { commands, optionOf, optionRows } from './command-line.ts';
import { helpText } from './help.ts';

describe.each(['en', 'zh'] as const)('the help page in %s', (locale) => {
  const page = helpText(locale);

  it('has every command, option and setting', () => {
    for (const command of commands) expect(page).toContain(`maliang ${command}`);
    for (const [name, row] of Object.entries(optionRows)) {
      expect(page).toContain(`--${name}`);
      expect(page).toContain(row.about[locale]);
    }
    for (const row of settingRows) {
      expect(page).toContain(`--${optionOf(row)} `);
      expect(page).toContain(`[${row.env}]`);
    }
  });

  it('has its second column straight', () => {
    const rows = page.split('\n').filter((line) => line.includes('['));
    const columns = rows.map(
      (line) => line.search(/\S+ {2,}/) + (/\S+ {2,}/.exec(line)?.[0].length ?? 0),
    );
    expect(new Set(columns).size).toBe(1);
  });

  it('shows no secret’s value, since there is none', () => {
    expect(page).not.toMatch(/undefined|\[object/);
  });
});

describe('the help page', () => {
  it('is one language at a time', () => {
    expect(helpText('en')).not.toMatch(/\p{Script=Han}{3}/u);
    expect(helpText('zh')).toMatch(/用法/);
  });
});
