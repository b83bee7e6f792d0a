import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingRows } from '../src/config/settings.ts';
import { connectPage, connectSection } from './docs/connect-page.ts';
import { errorsPage } from './docs/errors-page.ts';
import {
  codeBlocks,
  headingLevels,
  linkTargets,
  markdownFiles,
  parseJsonc,
  replaceSection,
  root,
  textOf,
} from './docs/markdown-files.ts';
import { mcpbManifest } from './docs/mcpb-manifest.ts';
import { modelsPage } from './docs/models-page.ts';
import { providersPage } from './docs/providers-page.ts';
import { describedRoutes, registeredRoutes, routesPage } from './docs/routes-page.ts';
import { serverJson } from './docs/server-json.ts';
import { envExample, settingsPage } from './docs/settings-page.ts';

const files = markdownFiles();

/** A page in English, and the same in Chinese. */
const pairs: [string, string][] = [
  ['README.md', 'README.zh-CN.md'],
  ...files
    .filter((file) => /^docs\/(?:guide|reference)\//.test(file))
    .map((file): [string, string] => [file, file.replace('docs/', 'docs/zh/')]),
];

describe('generated pages', () => {
  const pages = {
    settings: settingsPage,
    errors: errorsPage,
    models: modelsPage,
    providers: providersPage,
    routes: routesPage,
  };
  for (const [name, make] of Object.entries(pages)) {
    it(`say in both languages what the source says of ${name}`, async () => {
      await expect(make('en')).toMatchFileSnapshot(`../docs/reference/${name}.md`);
      await expect(make('zh')).toMatchFileSnapshot(`../docs/zh/reference/${name}.md`);
    });
  }

  it('tell every program how to connect, in the guide and in the README', async () => {
    await expect(connectPage('en')).toMatchFileSnapshot('../docs/guide/connect.md');
    await expect(connectPage('zh')).toMatchFileSnapshot('../docs/zh/guide/connect.md');
    for (const [file, locale] of [
      ['README.md', 'en'] as const,
      ['README.zh-CN.md', 'zh'] as const,
    ]) {
      const text = replaceSection(textOf(file), 'connect', connectSection(locale));
      await expect(text).toMatchFileSnapshot(`../${file}`);
    }
  });

  it('describe the server to the registry and to installers', async () => {
    await expect(serverJson()).toMatchFileSnapshot('../server.json');
    await expect(mcpbManifest()).toMatchFileSnapshot('../scripts/mcpb-manifest.json');
  });

  it('offer every setting in .env.example', async () => {
    await expect(envExample()).toMatchFileSnapshot('../.env.example');
  });

  it('describe every route there is, and no other', () => {
    expect(registeredRoutes().sort()).toEqual([...describedRoutes].sort());
  });
});

describe('pages in two languages', () => {
  it('exist in both', () => {
    const chinese = files.filter((file) => file.startsWith('docs/zh/'));
    const expected = pairs.map(([, zh]) => zh).filter((file) => file.startsWith('docs/zh/'));
    expect(chinese.sort()).toEqual(expected.sort());
  });

  for (const [english, chinese] of pairs) {
    it(`have the same headings, code and links: ${english}`, () => {
      expect(outline(chinese)).toEqual(outline(english));
    });
  }
});

describe('every page', () => {
  it('links only to files that exist', () => {
    const broken = files.flatMap((file) =>
      linkTargets(textOf(file))
        .filter((target) => !/^(?:https?:|mailto:|#)/.test(target))
        .filter((target) => !existsSync(join(root, dirname(file), target.replace(/#.*/, ''))))
        .map((target) => `${file} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('leaves no picture unshown', () => {
    const shown = files.flatMap((file) =>
      linkTargets(textOf(file)).map((target) => join(dirname(file), target)),
    );
    const pictures = readdirSync(join(root, 'docs/images'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.png'))
      .map((name) => join('docs/images', name));
    expect(pictures.filter((name) => !shown.includes(name))).toEqual([]);
  });

  it('names only settings that exist', () => {
    const unknown = files.flatMap((file) =>
      namedSettings(textOf(file))
        .filter((name) => !knownNames.has(name))
        .map((name) => `${file}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('shows JSON that parses, comments allowed', () => {
    const blocks = files.flatMap((file) =>
      codeBlocks(textOf(file))
        .filter(({ language }) => /^jsonc?$/.test(language))
        .map(({ text }) => ({ file, text })),
    );
    expect(blocks.length).toBeGreaterThan(0);
    for (const { file, text } of blocks) expect(() => parseJsonc(text), file).not.toThrow();
  });
});

/** Names in capitals that are no settings of ours. */
const foreignNames = [
  // The vendor of the guide on adding one.
  'ACME_KEY',
  'ACME_URL',
  'LC_ALL',
  'LC_MESSAGES',
  'NO_COLOR',
  'SQLITE_BUSY',
  'THIRD_PARTY_LICENSES',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'YOUR_KEY',
];

const knownNames = new Set([
  ...foreignNames,
  ...settingRows.flatMap(({ env, aliases = [], secret }) => [
    env,
    ...aliases,
    ...(secret ? [`${env}_FILE`] : []),
  ]),
]);

/** What is written as a setting: two words in capitals, or one that is given a value. */
function namedSettings(markdown: string): string[] {
  const found = markdown.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\b[A-Z]{3,}(?==)/g);
  return [...found].map(([name]) => name);
}

/** What a page and its translation must have in common. */
function outline(file: string) {
  const text = textOf(file);
  return {
    headings: headingLevels(text),
    code: codeBlocks(text).map(({ language, text: code }) => ({
      language,
      text: untranslated(code),
    })),
    links: linkTargets(text).map((target) => linkedPage(file, target)),
  };
}

/** Code without what may be translated in it: comments and the prompt. */
function untranslated(code: string): string {
  return code
    .replace(/(^|\s)(?:#|\/\/) .*$/gm, '$1')
    .replaceAll('雪地里的红狐狸', 'a red fox in the snow');
}

/** A link by the page it leads to, whichever language that page is in. */
function linkedPage(file: string, target: string): string {
  if (/^(?:https?:|mailto:|#)/.test(target)) return target;
  const path = join(dirname(file), target).replaceAll('\\', '/');
  const english = path.replace('docs/images/zh/', 'docs/images/en/').replace('docs/zh/', 'docs/');
  return english.replace(/(^|\/)README(?:\.zh-CN)?\.md$/, '$1README');
}
