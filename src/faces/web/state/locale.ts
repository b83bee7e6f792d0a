import { signal } from '@preact/signals';
import { type Locale, type WordKey, words } from '../words.ts';
import { recall, remember } from './kept.ts';

/** The language everything is said in. */
export const locale = signal<Locale>(readLocale());

function readLocale(): Locale {
  return /^zh/i.test(recall('locale') ?? globalThis.navigator?.language ?? 'en') ? 'zh' : 'en';
}

/** Changes the language, here and for the next visit. */
export function chooseLocale(next: Locale): void {
  locale.value = next;
  remember('locale', next);
  document.documentElement.lang = languageTag(next);
}

/** As `lang` and `Accept-Language` have it. */
export function languageTag(of: Locale): string {
  return of === 'zh' ? 'zh-CN' : 'en';
}

/**
 * A text in the chosen language, its `{names}` filled in; of `{name:one|many}` the word that fits
 * the number of that name.
 */
export function t(key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
  const text = words[key][locale.value === 'zh' ? 1 : 0];
  return text
    .replace(/\{(\w+):([^|}]*)\|([^}]*)\}/g, (_, name: string, one: string, many: string) =>
      Number(values[name]) === 1 ? one : many,
    )
    .replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A day, `YYYY-MM-DD`, for people. */
export function dayText(day: string): string {
  const style = { dateStyle: 'medium', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(languageTag(locale.value), style).format(new Date(day));
}

/** A moment for people: the time today, else the day. `at` in seconds since 1970. */
export function momentText(at: number): string {
  const date = new Date(at * 1000);
  const isToday = date.toDateString() === new Date().toDateString();
  const style = isToday ? ({ timeStyle: 'short' } as const) : ({ dateStyle: 'medium' } as const);
  return new Intl.DateTimeFormat(languageTag(locale.value), style).format(date);
}
