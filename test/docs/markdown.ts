import type { Locale } from '../../src/core/template.ts';

/** Picks the text for a language; generated pages say everything in both. */
export function say(locale: Locale, en: string, zh: string): string {
  return locale === 'en' ? en : zh;
}

/** A table; what would end a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '<br>') || ' ';
}

/** Text in a code span; nothing where there is none. */
export function code(text: string | number | boolean | undefined): string {
  return text === undefined || text === '' ? '' : `\`${text}\``;
}

/** A page: its parts with an empty line between them, and the note that says where it comes from. */
export function page(locale: Locale, title: string, parts: readonly string[]): string {
  const origin = say(
    locale,
    'Generated from the source by `npm run docs`; do not edit by hand.',
    '由 `npm run docs` 根据源码生成，请勿手动修改。',
  );
  return `${[`# ${title}`, ...parts, `---\n\n${origin}`].join('\n\n')}\n`;
}
