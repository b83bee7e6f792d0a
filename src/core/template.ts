/** The languages every text for people exists in. */
export type Locale = 'en' | 'zh';

/** One text in both languages; `{name}` marks what is filled in when it is shown. */
export interface Template {
  en: string;
  zh: string;
}

/** The names between braces in a template, as a union: `'{a} of {b}'` gives `'a' | 'b'`. */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** What must be handed over to fill a template in. */
export type TemplateValues<Row extends Template> = {
  [Name in Names<Row['en']>]: string | number;
};

/** Fills a template in the asked language; an unknown name stays as it stands. */
export function fillTemplate(
  template: Template,
  locale: Locale,
  values: Readonly<Record<string, string | number>>,
): string {
  return template[locale].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in values ? String(values[name]) : whole,
  );
}
