import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { layoutShift, openBrowser, paint, type Visitor, visit, type Window } from './browser.ts';

let browser: Browser;
let server: ServeProcess;
let open: Window | undefined;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServe()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

afterEach(async () => {
  await open?.context.close();
  expect(open?.complaints ?? []).toEqual([]);
  open = undefined;
});

async function enter(visitor?: Visitor) {
  open = await visit(browser, server.url, visitor);
  return open.page;
}

describe('the first minute', () => {
  it('leads from an empty page to a picture in one click, and says that it is not AI', async () => {
    const page = await enter();
    await expect(page.locator('.demo-banner').innerText()).resolves.toContain('not AI');
    await page.getByRole('button', { name: 'A red fox in the snow' }).click();
    const picture = page.locator('article img[src^="i/"]');
    await picture.waitFor();
    await page.getByText('1024 × 1024').waitFor();
    await expect(picture.getAttribute('alt')).resolves.toBe('A red fox in the snow');
    await expect(page.locator('article').innerText()).resolves.toContain('free');
  });

  it('remembers the form of the link that was copied last', async () => {
    const page = await enter();
    await paint(page, 'a lake');
    await page.getByLabel('Form of the link').selectOption('markdown');
    await page.getByText('Copied').waitFor();
    await page.reload();
    await expect(page.getByLabel('Form of the link').inputValue()).resolves.toBe('markdown');
  });

  it('copies a link in a form of one’s own', async () => {
    const page = await enter();
    await paint(page, 'a lake');
    await page.getByLabel('Form of the link').selectOption('own');
    await page.getByRole('textbox', { name: 'A form of your own' }).fill('[[{url}|{alt}]]');
    await page.keyboard.press('Enter');
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^\[\[http\S+\/i\/[a-z2-7]{26}\.png\|a lake\]\]$/);
  });

  it('shows previews in a frame that does not move', async () => {
    const page = await enter();
    await page.getByRole('radio', { name: '3:2' }).check();
    await paint(page, 'mountains at dawn');
    const box = await page.locator('article li').first().boundingBox();
    expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(1.5, 1);
    expect(await layoutShift(page)).toBeLessThanOrEqual(0.02);
  });
});

describe('a wish', () => {
  it('of four fills four frames, of which one is picked', async () => {
    const page = await enter();
    for (let more = 0; more < 3; more += 1) await page.getByLabel('One more').click();
    await paint(page, 'four seasons');
    await page.getByRole('button', { name: 'Picture 3' }).click();
    const picked = page.locator('article [aria-pressed=true] img').last();
    const link = page.getByRole('link', { name: 'Download' });
    expect(await link.getAttribute('href')).toBe(await picked.getAttribute('src'));
    expect(await link.getAttribute('download')).toBe('four-seasons.png');
  });

  it('and its draft are there again when the page is loaded again', async () => {
    const page = await enter();
    await paint(page, 'a picture that stays');
    await page.locator('#prompt').fill('a thought half');
    await page.reload();
    await page.locator('article[aria-label="a picture that stays"] img').waitFor();
    await expect(page.locator('#prompt').inputValue()).resolves.toBe('a thought half');
  });

  it('that is refused says why and what to do, and is asked again as it was', async () => {
    const page = await enter();
    await page.route('**/v1/images/generations\\?*', (route) => route.abort(), { times: 1 });
    await page.locator('#prompt').fill('a storm');
    await page.getByRole('button', { name: 'Paint', exact: true }).click();
    await page.getByRole('alert').getByText('The server does not answer.').waitFor();
    open?.complaints.splice(0);
    await page.locator('#prompt').fill('something else');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('article[aria-label="a storm"] img[src^="i/"]').waitFor();
  });
});

describe('every visitor', () => {
  it('is greeted in Chinese where the browser speaks it, and can change that for good', async () => {
    const page = await enter({ locale: 'zh-CN' });
    await page.getByRole('button', { name: '作画', exact: true }).waitFor();
    await expect(page.getAttribute('html', 'lang')).resolves.toBe('zh-CN');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Paint', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Paint', exact: true }).waitFor();
  });

  it('on a phone has everything within the width of the screen', async () => {
    const page = await enter({ phone: true, dark: true, locale: 'zh-CN' });
    await page.locator('#prompt').fill('月光');
    await page.getByRole('button', { name: '作画', exact: true }).tap();
    await page.locator('article img[src^="i/"]').waitFor();
    const overhang = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
    expect(await overhang()).toBe(0);
    for (const name of ['画廊', '密钥', '接入']) {
      await page.getByRole('link', { name }).tap();
      await page.locator('main h1').first().waitFor({ state: 'attached' });
      expect(await overhang()).toBe(0);
    }
  });
});
