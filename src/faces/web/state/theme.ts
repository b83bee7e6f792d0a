import { signal } from '@preact/signals';
import { recall, remember } from './kept.ts';

/** `auto` follows the system. */
export type Theme = 'auto' | 'light' | 'dark';

/** The chosen theme. */
export const theme = signal<Theme>(readTheme());

function readTheme(): Theme {
  const kept = recall('theme');
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

/** Changes the theme, here and for the next visit. */
export function chooseTheme(next: Theme): void {
  theme.value = next;
  remember('theme', next === 'auto' ? undefined : next);
  if (next === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
}

/** Auto, light, dark, and round again. */
export function nextTheme(from: Theme): Theme {
  return from === 'auto' ? 'light' : from === 'light' ? 'dark' : 'auto';
}
