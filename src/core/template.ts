/** The languages every text for people exists in. */
export type Locale = 'en' | 'zh';

/** One text in both languages; `{name}` marks what is filled in when it is shown. */
export interface Template {
  en: string;
  zh: string;
}

/** What fills a place in: a number, a name or quotation as it stands, or a text in both languages. */
export type TemplateValue = string | number | Template;

/** The names between braces in a template, as a union: `'{a} of {b}'` gives `'a' | 'b'`. */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** What must be handed over to fill a template in. */
export type TemplateValues<Row extends Template> = {
  [Name in Names<Row['en']>]: TemplateValue;
};

/** A text in the asked language, or as it came from somebody who knows one language only. */
export function inLocale(text: Template | string, locale: Locale): string {
  return typeof text === 'string' ? text : text[locale];
}

/**
 * Fills a template in the asked language; an unknown name stays as it stands. In Chinese a space
 * sets off what is not Chinese, so it goes where the value is.
 */
export function fillTemplate(
  template: Template,
  locale: Locale,
  values: Readonly<Record<string, TemplateValue>>,
): string {
  const places = / ?\{(\w+)\} ?/g;
  return template[locale].replace(places, (place, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : `{${name}}`;
    const shown = typeof value === 'object' ? value[locale] : String(value);
    const before = place.startsWith(' ') && !(locale === 'zh' && /^\p{Script=Han}/u.test(shown));
    const after = place.endsWith(' ') && !(locale === 'zh' && /\p{Script=Han}$/u.test(shown));
    return `${before ? ' ' : ''}${shown}${after ? ' ' : ''}`;
  });
}
