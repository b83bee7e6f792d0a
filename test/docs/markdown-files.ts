import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** Every page people read, by its path from the root. */
export function markdownFiles(): string[] {
  const top = readdirSync(root).filter((file) => file.endsWith('.md'));
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file.replaceAll('\\', '/')}`);
  return [...top, ...docs].sort();
}

/** The text of a file of the repository. */
export function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** A page with another text between the two marks of a section; throws where it has no such marks. */
export function replaceSection(markdown: string, name: string, text: string): string {
  const section = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!section.test(markdown)) throw new Error(`there is no section ${name}`);
  return markdown.replace(
    section,
    (_, start: string, end: string) => `${start}\n${text}\n\n${end}`,
  );
}

/** A fenced block of a page. */
export interface CodeBlock {
  language: string;
  text: string;
}

/** The fenced blocks of a page, in order. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const found = markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm);
  return [...found].map(([, language = '', text = '']) => ({ language, text }));
}

/** A page without its fenced blocks. */
export function prose(markdown: string): string {
  return markdown.replace(/^```\w*\n[\s\S]*?^```$/gm, '');
}

/** The levels of a page's headings, in order. */
export function headingLevels(markdown: string): number[] {
  return [...prose(markdown).matchAll(/^(#+) /gm)].map(([, marks = '']) => marks.length);
}

/** Where a page's links and pictures lead, in order. */
export function linkTargets(markdown: string): string[] {
  const text = prose(markdown).replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)|(?:href|src|srcset)="([^"]+)"/g)].map(
    ([, inline, html]) => inline ?? html ?? '',
  );
}

/** JSON as hosts' files have it: comments and trailing commas are taken out. */
export function parseJsonc(text: string): unknown {
  const plain = text
    .replace(
      /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, string?: string) => string ?? '',
    )
    .replace(/,(\s*[}\]])/g, '$1');
  return JSON.parse(plain);
}
