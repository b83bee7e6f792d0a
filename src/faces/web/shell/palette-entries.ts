import { choose, prompt } from '../create/form.ts';
import { setOwn } from '../create/own-provider.ts';
import { earlierPrompts } from '../state/earlier-prompts.ts';
import { chooseLocale, locale, t } from '../state/locale.ts';
import { isApple } from '../state/machine.ts';
import { models } from '../state/models.ts';
import { go, viewNames } from '../state/route.ts';
import { chooseStyle, styles } from '../state/styles.ts';
import { chooseTheme } from '../state/theme.ts';

/** Something to go to or to do. */
export interface Entry {
  id: string;
  group: string;
  name: string;
  /** By which keys it is done; undefined for most. */
  keys: string | undefined;
  /** Undefined where it is only told. */
  run: (() => void) | undefined;
}

const mostShown = 60;
const mostPrompts = 20;

/** Everything there is, in the order of its groups. */
export function listEntries(): Entry[] {
  const entry = (group: string, id: string, name: string, run: () => void): Entry => ({
    id: `${group} ${id}`,
    group,
    name,
    keys: undefined,
    run,
  });
  const views = viewNames.map((view) =>
    entry(t('palette.views'), view, t(`nav.${view}`), () => go(view)),
  );
  const prompts = earlierPrompts.value.slice(0, mostPrompts).map((text) =>
    entry(t('palette.prompts'), text, text, () => {
      prompt.value = text;
      toPrompt();
    }),
  );
  const wearing = (styles.value ?? []).map(({ name, title }) =>
    entry(t('palette.styles'), name, title || name, () => {
      chooseStyle(name);
      toPrompt();
    }),
  );
  const painters = (models.value ?? []).map(({ id }) =>
    entry(t('palette.models'), id, id, () => {
      setOwn(false);
      choose({ model: id });
      toPrompt();
    }),
  );
  return [...views, ...looks(entry), ...prompts, ...wearing, ...painters, ...shortcuts()];
}

function looks(entry: (group: string, id: string, name: string, run: () => void) => Entry) {
  const themes = (['auto', 'light', 'dark'] as const).map((theme) =>
    entry(t('palette.look'), theme, t('palette.theme', { theme: t(`theme.${theme}`) }), () =>
      chooseTheme(theme),
    ),
  );
  const other = locale.value === 'zh' ? 'en' : 'zh';
  const name = other === 'zh' ? '中文' : 'English';
  return [...themes, entry(t('palette.look'), other, name, () => chooseLocale(other))];
}

function shortcuts(): Entry[] {
  const control = isApple ? '⌘' : 'Ctrl ';
  const rows = [
    [t('shortcut.palette'), `${control}K`],
    [t('shortcut.paint'), isApple ? '⌘↵' : 'Ctrl ↵'],
    [t('shortcut.history'), '↑'],
    [t('shortcut.browse'), '← →'],
    [t('shortcut.close'), 'Esc'],
  ] as const;
  return rows.map(([name, keys]) => ({
    id: `keys ${keys}`,
    group: t('palette.keys'),
    name,
    keys,
    run: undefined,
  }));
}

function toPrompt(): void {
  go('create');
  requestAnimationFrame(() => document.getElementById('prompt')?.focus());
}

/** Those that hold every word, whatever its case; the heading counts as part of the name. */
export function findEntries(all: readonly Entry[], words: string): Entry[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(({ name, group }) => {
    const text = `${group} ${name}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  return found.slice(0, mostShown);
}
