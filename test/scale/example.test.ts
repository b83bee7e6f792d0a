import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settingRows } from '../../src/config/settings.ts';

const read = (name: string) =>
  readFileSync(new URL(`../../examples/scale/${name}`, import.meta.url), 'utf8');
const compose = read('compose.yaml');
const namesIn = (text: string, pattern: RegExp) =>
  [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].sort();

/** The variables that one part of the compose file sets, by the line it begins with. */
function environmentOf(part: string): string[] {
  const from = compose.indexOf('environment:', compose.indexOf(part));
  const [, block = ''] = /environment:\n((?: {4,}\S.*\n)+)/.exec(compose.slice(from)) ?? [];
  const depth = /^ */.exec(block)?.[0].length ?? 0;
  return namesIn(block, new RegExp(`^ {${depth}}([A-Z0-9_]+):`, 'gm'));
}

it('gives Maliang only settings that exist', () => {
  const known = settingRows.map(({ env }) => env);
  const given = environmentOf('x-maliang:');
  expect(given).toContain('DATABASE_URL');
  expect(given.filter((name) => !known.includes(name))).toEqual([]);
});

it('fills in everything that the configuration of nginx leaves open', () => {
  expect(namesIn(read('nginx.conf.template'), /\$\{(\w+)\}/g)).toEqual(environmentOf('  nginx:'));
});

it('asks in .env.example for everything that the compose file needs', () => {
  const asked = namesIn(read('.env.example'), /^(\w+)=/gm);
  expect(namesIn(compose, /\$\{(\w+)/g)).toEqual(asked);
});

it('says the same in both languages', () => {
  const code = (name: string) =>
    [...read(name).matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, text]) => text);
  expect(code('README.zh-CN.md')).toEqual(code('README.md'));
  expect(code('README.md').length).toBeGreaterThan(0);
});
