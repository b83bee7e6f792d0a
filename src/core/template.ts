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

/** Fills a template in the asked language; an unknown name stays as it stands. */
export function fillTemplate(
  template: Template,
  locale: Locale,
  values: Readonly<Record<string, TemplateValue>>,
): string {
  return template[locale].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : whole;
    return typeof value === 'object' ? value[locale] : String(value);
  });
}
