import type { Template } from '../../src/core/template.ts';

/** Lower-case words that stay as they are in Chinese: values, names on wires, file endings. */
const borrowed = new Set(
  'allow application auto base base64 baseURL data follow http https image jpeg json localhost model opaque provider stderr stdin stdio stdout token transparent warn webp'.split(
    ' ',
  ),
);

/** The names in braces, sorted. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
}

/** English words of a Chinese text that somebody forgot to translate; names may stay. */
export function foreignWords({ zh }: Pick<Template, 'zh'>): string[] {
  const plain = zh.replace(
    /`[^`]*`|\{\w+\}|<[\w ]+>|--[\w-]+|\/[\w/]+|\S+\.(?:png|com|example)\S*/g,
    ' ',
  );
  const words = plain.match(/[A-Za-z]\w*/g) ?? [];
  return words.filter(
    (word) => /^[a-z]{4,}/.test(word) && !word.includes('_') && !borrowed.has(word),
  );
}

/** Whether Chinese text has punctuation of Latin script beside a Chinese character. */
export function hasLatinPunctuation({ zh }: Pick<Template, 'zh'>): boolean {
  return /\p{Script=Han}[,;:!?()]|[,;!?()]\p{Script=Han}|\p{Script=Han}\.(?:\s|$)/u.test(zh);
}
