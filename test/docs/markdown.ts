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
  const parts = text.split(/(`[^`]*`)/);
  const shown = parts.map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;')));
  return shown.join('').replaceAll('|', '\\|').replaceAll('\n', '<br>') || ' ';
}

/** Text in a code span; nothing where there is none. */
export function code(text: string | number | boolean | undefined): string {
  return text === undefined || text === '' ? '' : `\`${text}\``;
}

/** Long texts that stand below a table once, however many rows refer to them. */
export interface Notes {
  /** The mark that stands in the table for a text. */
  refer(text: string): string;
  /** The texts as a list; empty where there are none. */
  list(): string;
}

/** Starts the notes of one table. */
export function createNotes(): Notes {
  const texts: string[] = [];
  return {
    refer(text) {
      if (!texts.includes(text)) texts.push(text);
      return `(${texts.indexOf(text) + 1})`;
    },
    list: () => texts.map((text, place) => `${place + 1}. ${text}`).join('\n'),
  };
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
