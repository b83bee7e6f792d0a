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

  it('copies a link as Markdown that opens for everybody, and remembers the form', async () => {
    const page = await enter();
    await paint(page, 'a [quiet] lake');
    await page.getByLabel('Form of the link').selectOption('markdown');
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const [, alt, url] = /^!\[(.*)\]\((http\S+\/i\/[a-z2-7]{26}\.png)\)$/.exec(copied) ?? [];
    expect(alt).toBe('a \\[quiet\\] lake');
    const stranger = await browser.newContext();
    const answer = await (await stranger.newPage()).goto(String(url));
    expect(answer?.headers()['content-type']).toBe('image/png');
    await stranger.close();
    await page.reload();
    await expect(page.getByLabel('Form of the link').inputValue()).resolves.toBe('markdown');
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

  it('that is being painted goes on when the page is loaded again in the middle', async () => {
    const page = await enter();
    await page.getByRole('radio', { name: '21:9' }).check();
    for (let more = 0; more < 4; more += 1) await page.getByLabel('One more').click();
    await page.locator('#prompt').fill('five views of a river');
    await page.getByRole('button', { name: 'Paint', exact: true }).click();
    await page.waitForFunction(() => /gen_/.test(sessionStorage.getItem('maliang.runs') ?? ''));
    await page.reload();
    const run = page.locator('article[aria-label="five views of a river"][aria-busy=false]');
    await run.locator('li:nth-child(5) img[src^="i/"]').waitFor();
    expect(await run.count()).toBe(1);
  });

  it('that is refused says why and what to do, and is asked again as it was', async () => {
    const page = await enter();
    await page.route('**/v1/images/generations', (route) => route.abort(), { times: 1 });
    await page.locator('#prompt').fill('a storm');
    await page.getByRole('button', { name: 'Paint', exact: true }).click();
    await page.getByRole('alert').getByText('The server does not answer.').waitFor();
    open?.complaints.splice(0);
    await page.locator('#prompt').fill('something else');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('article[aria-label="a storm"] img[src^="i/"]').waitFor();
  });

  it('with a mask changes nothing outside of it', async () => {
    const page = await enter();
    await paint(page, 'a lake in the morning');
    const before = await page.locator('article img').last().getAttribute('src');
    await page.locator('article').getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Mask' }).click();
    const canvas = page.locator('canvas');
    await page.keyboard.press('r');
    const area = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(area.x + area.width * 0.5, area.y + area.height * 0.5);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width, area.y + area.height, { steps: 3 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Masked' }).waitFor();
    await paint(page, 'a desert at night');
    const after = await page.locator('article').first().locator('img').last().getAttribute('src');
    const [outside, inside] = await page.evaluate(comparePictures, [before, after]);
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(1000);
  });
});

/** Runs in the page: how many pixels differ in the upper left quarter and in the lower right. */
async function comparePictures([before, after]: (string | null)[]): Promise<[number, number]> {
  const read = async (address: string) => {
    const picture = await createImageBitmap(await (await fetch(address)).blob());
    const surface = new OffscreenCanvas(picture.width, picture.height).getContext('2d', {
      willReadFrequently: true,
    });
    surface?.drawImage(picture, 0, 0);
    return (x: number, y: number) =>
      surface?.getImageData(x, y, 480, 480).data ?? new Uint8ClampedArray();
  };
  const [one, two] = await Promise.all([read(before ?? ''), read(after ?? '')]);
  const differing = (x: number, y: number) => {
    const other = two(x, y);
    return one(x, y).reduce((sum, value, at) => sum + (value === other[at] ? 0 : 1), 0);
  };
  return [differing(0, 0), differing(540, 480)];
}

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
