import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { words } from './words.ts';

const entries = Object.entries(words);

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();
}

describe('the dictionary', () => {
  it('says everything in both languages', () => {
    const wordless = entries.filter(([, [en, zh]]) => en.trim() === '' || zh.trim() === '');
    expect(wordless).toEqual([]);
    expect(entries.length).toBeGreaterThan(100);
  });

  it('has the same places to fill in in both', () => {
    for (const [key, [en, zh]] of entries) {
      expect(placeholders(zh), key).toEqual(placeholders(en));
    }
  });

  it('has Chinese in Chinese and none in English', () => {
    const names = ['copy.markdown', 'copy.html', 'copy.bbcode', 'run.some'];
    for (const [key, [en, zh]] of entries) {
      expect(en, key).not.toMatch(/\p{Script=Han}/u);
      if (!names.includes(key)) expect(zh, key).toMatch(/\p{Script=Han}/u);
    }
  });

  it('has no text that nothing says', () => {
    const folder = fileURLToPath(new URL('.', import.meta.url));
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file) && !/^words[./]|\.test\./.test(file))
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
      .join('\n');
    // Some names are put together from a value.
    const families = [...sources.matchAll(/[`']([\w.]*?)\$\{/g)].map(([, start = '']) => start);
    const unsaid = entries
      .map(([key]) => key)
      .filter((key) => !sources.includes(`'${key}'`))
      .filter((key) => !families.some((start) => start.includes('.') && key.startsWith(start)));
    expect(unsaid).toEqual([]);
  });
});
