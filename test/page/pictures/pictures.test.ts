import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WordKey, words } from '../../../src/faces/web/words.ts';
import { type ServeProcess, startServe } from '../../e2e/maliang-process.ts';
import { openBrowser, paint } from '../browser.ts';
import { emptyAlbum, keepInBothThemes, most } from './album.ts';
import { fillEarlierWorks } from './earlier-works.ts';
import { type Painter, startPainter } from './painter.ts';

const slow = 240_000;
const adminKey = 'a-long-admin-key-for-the-pictures';

/** What is asked for while the pictures are taken. */
const prompts = {
  en: {
    finished: 'Three cranes over misty mountains at sunrise',
    running: 'A pagoda among cherry blossoms by the lake',
    compared: 'A red fox in the snow under a full moon',
    edited: 'The same at night, under a full moon',
    gallery: 'A castle on a cliff under the full moon',
    second: 'A windmill in a field of tulips',
    open: 'A torii gate in the sea at dawn',
  },
  zh: {
    finished: '云雾群山间的三只仙鹤，日出',
    running: '湖边樱花与宝塔',
    compared: '雪地里的红狐狸与满月',
    edited: '同样的风景，换成满月之夜',
    gallery: '荷塘月色',
    second: '樱花树下的小猫',
    open: '雪山下的湖泊，星空',
  },
} as const;

/** The views that the Chinese guide shows in Chinese; of the others the English ones will do. */
const inChinese: readonly string[] = [
  'create-empty',
  'create-done',
  'create-done-phone',
  'compare',
  'gallery',
  'detail',
  'keys',
  'cost',
  'connect',
];

let browser: Browser;
let painter: Painter;
let server: ServeProcess;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'maliang-pictures-'));
  await fillEarlierWorks(join(home, '.local/share/maliang'));
  [browser, painter] = await Promise.all([openBrowser(), startPainter()]);
  server = await startServe({
    HOME: home,
    // Where it usually is: the pictures tell no path of this machine.
    DATA_DIR: '',
    ADMIN_KEY: adminKey,
    PORT: '3000',
    OPENAI_API_KEY: 'sk-of-the-operator',
    OPENAI_BASE_URL: painter.baseUrl,
    XAI_API_KEY: 'xai-of-the-operator',
    XAI_BASE_URL: painter.baseUrl,
  });
}, slow);

afterAll(async () => {
  await browser.close();
  await server.stop();
  await painter.close();
  await rm(home, { recursive: true, force: true });
});

describe.each(['en', 'zh'] as const)('the pictures of the page in %s', (language) => {
  const say = (key: WordKey) => words[key][language === 'zh' ? 1 : 0];
  const asked = prompts[language];
  const sizes: Record<string, number> = {};

  beforeAll(() => emptyAlbum(language));

  afterAll(() => {
    const all = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    expect(Object.entries(sizes).filter(([, size]) => size > most)).toEqual([]);
    console.log(`${language}: ${Object.keys(sizes).length} pictures, ${all >> 10} KiB`);
  });

  async function enter(hash = '', { url = server.url, phone = false } = {}): Promise<Page> {
    const context = await browser.newContext({
      locale: language === 'zh' ? 'zh-CN' : 'en-US',
      viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
      isMobile: phone,
      hasTouch: phone,
      reducedMotion: 'reduce',
      timezoneId: 'UTC',
    });
    context.setDefaultTimeout(40_000);
    const page = await context.newPage();
    // Only this server knows the key.
    if (url === server.url) {
      await page.addInitScript((key) => sessionStorage.setItem('maliang.key', key), adminKey);
    }
    await page.goto(`${url}/${hash}`);
    return page;
  }

  async function keep(page: Page, name: string): Promise<void> {
    if (language === 'zh' && !inChinese.includes(name)) return;
    await expect.poll(() => page.evaluate(showsAllPictures), { timeout: 20_000 }).toBe(true);
    Object.assign(sizes, await keepInBothThemes(page, `${language}/${name}`));
  }

  async function enterGallery(query = '', options?: { phone: boolean }): Promise<Page> {
    const page = await enter(`#/gallery${query}`, options);
    await page.locator('.tile img').first().waitFor();
    await page.waitForTimeout(1000);
    return page;
  }

  async function mark(page: Page): Promise<void> {
    await page
      .locator('article')
      .getByRole('button', { name: say('picture.edit') })
      .first()
      .click();
    await page.getByRole('button', { name: say('mask.add') }).click();
    const area = await page.locator('canvas').boundingBox();
    if (area === null) throw new Error('there is nothing to draw on');
    const at = (x: number, y: number) =>
      [area.x + area.width * x, area.y + area.height * y] as const;
    await page.mouse.move(...at(0.62, 0.16));
    await page.mouse.down();
    for (let step = 0; step <= 16; step += 1) {
      await page.mouse.move(...at(step % 2 ? 0.8 : 0.62, 0.16 + step * 0.013));
    }
    await page.mouse.up();
  }

  it('show how a picture is asked for', { timeout: slow }, async () => {
    const free = await startServe();
    const first = await enter('', { url: free.url });
    await first.locator('#style').waitFor();
    await keep(first, 'create-empty');
    await first.context().close();
    await free.stop();

    const page = await enter();
    await page.locator('#style').waitFor();
    await page.getByRole('radio', { name: '3:2' }).check();
    const release = painter.hold();
    await page.locator('#prompt').fill(asked.running);
    await page.locator('#prompt').press('Control+Enter');
    await page.locator('article img[src^="blob:"]').first().waitFor();
    await page.waitForTimeout(2500);
    await keep(page, 'create-painting');
    release();
    await page.locator('article[aria-busy=false] img[src^="i/"]').first().waitFor();
    await paint(page, asked.finished);
    await page.evaluate(() => scrollTo(0, 0));
    await keep(page, 'create-done');
    await mark(page);
    await keep(page, 'mask');
    await page.getByRole('button', { name: say('mask.cancel') }).click();
    await paint(page, asked.edited);
    await page.getByRole('button', { name: say('palette.open') }).click();
    await page.getByRole('combobox', { name: say('palette.label') }).waitFor();
    await keep(page, 'palette');
    await page.context().close();

    const phone = await enter('', { phone: true });
    await phone.locator('#style').waitFor();
    await phone.locator('#prompt').fill(asked.finished);
    await phone.getByRole('button', { name: say('create.paint'), exact: true }).tap();
    await phone.locator('article[aria-busy=false] img[src^="i/"]').first().waitFor();
    await keep(phone, 'create-done-phone');
    await phone.context().close();
  });

  it('show models beside each other', { timeout: slow }, async () => {
    const page = await enter();
    await page.locator('#style').waitFor();
    await page.getByLabel(say('compare.mode')).check();
    const picked = page.getByRole('group', { name: say('compare.models') });
    const boxes = (name: RegExp) => picked.getByRole('checkbox', { name });
    for (const place of [0, 1])
      await boxes(/^xai\//)
        .nth(place)
        .check();
    for (const place of [0, 1])
      await boxes(/^openai\//)
        .nth(place)
        .uncheck();
    await page.locator('#prompt').fill(asked.compared);
    await page.locator('#prompt').press('Control+Enter');
    const contest = page.locator(`article[aria-label="${asked.compared}"][aria-busy=false]`);
    await contest.locator('li img[src^="i/"]').nth(1).waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await keep(page, 'compare');
    await contest.getByRole('button', { name: say('compare.pick') }).click();
    await page.getByRole('slider').waitFor();
    await keep(page, 'compare-slider');
    await page.context().close();
  });

  it('show the gallery', { timeout: slow }, async () => {
    const page = await enterGallery();
    await keep(page, 'gallery');
    const tile = (prompt: string) =>
      page.getByRole('button', { name: prompt, exact: true }).first();
    await tile(asked.gallery).click({ modifiers: ['Control'] });
    await tile(asked.second).click({ modifiers: ['Control'] });
    await keep(page, 'gallery-select');
    await page.context().close();

    const stacks = await enterGallery();
    await stacks.getByRole('button', { name: say('gallery.stacks') }).click();
    await stacks.waitForTimeout(800);
    await keep(stacks, 'gallery-stacks');
    await stacks.context().close();

    const filters = await enterGallery();
    await filters.getByRole('button', { name: say('gallery.more') }).click();
    await filters.getByLabel(say('gallery.provider'), { exact: true }).selectOption('xai');
    await filters.waitForTimeout(1200);
    await keep(filters, 'gallery-filters');
    await filters.context().close();

    const phone = await enterGallery('', { phone: true });
    await keep(phone, 'gallery-phone');
    await phone.context().close();
  });

  it('show one picture, and what others see of it', { timeout: slow }, async () => {
    const page = await enterGallery();
    await page.getByRole('button', { name: asked.edited, exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('img').first().waitFor();
    await page.waitForTimeout(800);
    await keep(page, 'detail');
    await dialog.getByRole('button', { name: say('share.make'), exact: true }).click();
    await dialog.getByLabel(say('share.withPrompt')).check();
    const url = await dialog.getByRole('textbox', { name: say('share.title') }).inputValue();
    await page.context().close();

    for (const phone of [false, true]) {
      const stranger = await enter('', { phone });
      await stranger.goto(url);
      await stranger.locator('img').first().waitFor();
      await keep(stranger, phone ? 'share-phone' : 'share');
      await stranger.context().close();
    }
  });

  it('show what a picture from elsewhere tells of itself', { timeout: slow }, async () => {
    await writeFile(join(home, 'foreign.png'), await foreignPicture(server.url));
    const page = await enterGallery();
    await page.getByRole('button', { name: say('drop.button') }).click();
    await page.getByLabel(say('drop.choose')).setInputFiles(join(home, 'foreign.png'));
    await page.getByRole('dialog').getByText('Euler a').waitFor();
    await keep(page, 'recipe');
    await page.context().close();
  });

  it('show how it is run', { timeout: slow }, async () => {
    const page = await enter('#/keys');
    await page.getByText('Cursor').first().waitFor();
    await keep(page, 'keys');
    for (const section of ['cost', 'limits', 'providers', 'hosts', 'failures', 'settings']) {
      await page.evaluate((item) => {
        location.hash = `#/settings/${item}`;
      }, section);
      await page.locator(`nav a[href="#/settings/${section}"][aria-current=page]`).waitFor();
      await page.locator('section [aria-busy=true]').waitFor({ state: 'detached' });
      if (section === 'providers') {
        for (const name of ['openai', 'xai']) {
          const label = say('providers.checkNamed').replace('{name}', name);
          await page.getByRole('button', { name: label }).click();
        }
        await page.getByText(say('providers.online')).nth(1).waitFor();
      }
      if (section === 'failures') await page.locator('summary').first().click();
      await page.evaluate(() => scrollTo(0, 0));
      await page.waitForTimeout(500);
      await keep(page, section);
    }
    await page.context().close();
    const phone = await enter('#/settings/cost', { phone: true });
    await phone.locator('figure svg').waitFor();
    await keep(phone, 'cost-phone');
    await phone.context().close();
  });

  it('show how programs and the operator come in', { timeout: slow }, async () => {
    const page = await enter('#/connect');
    await page.locator('pre').first().waitFor();
    await keep(page, 'connect');
    await page.getByRole('radio', { name: say('connect.stdio'), exact: true }).check();
    await page.waitForTimeout(300);
    await keep(page, 'connect-stdio');
    await page.context().close();

    const closed = await startServe({ HOST: '0.0.0.0' });
    const url = closed.url.replace('localhost', '127.0.0.1');
    const first = await enter('', { url });
    await first.getByLabel(say('setup.token')).waitFor();
    await keep(first, 'setup');
    await first.context().close();
    await closed.stop();
  });
});

/** Runs in the page: whether every picture that is within the window has come. */
function showsAllPictures(): boolean {
  return [...document.images].every((image) => {
    const { top, bottom } = image.getBoundingClientRect();
    return image.complete || bottom < 0 || top > innerHeight;
  });
}

/** A picture that was made elsewhere, by what is written in it. */
async function foreignPicture(url: string): Promise<Buffer> {
  const answer = await fetch(`${url}/i/${'a'.repeat(26)}.png`);
  const png = Buffer.from(await answer.arrayBuffer());
  const text = Buffer.from(
    'parameters\0ink painting of a lighthouse, waves\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 1024x1536',
  );
  const head = Buffer.alloc(8);
  head.writeUInt32BE(text.length);
  head.write('tEXt', 4);
  return Buffer.concat([png.subarray(0, 33), head, text, Buffer.alloc(4), png.subarray(33)]);
}
