import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { openBrowser, paint, visit, type Window } from './browser.ts';

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

async function enter() {
  open = await visit(browser, server.url);
  await open.page.locator('#style').waitFor();
  return open.page;
}

describe('a job under way', () => {
  it('shows how far its provider says it is', async () => {
    const page = await enter();
    for (let more = 0; more < 3; more += 1) await page.getByLabel('One more').click();
    const bar = page
      .locator('article')
      .getByRole('progressbar', { name: 'How far it is' })
      .waitFor();
    await paint(page, 'four slow pictures');
    await bar;
    expect(await page.getByRole('progressbar').count()).toBe(0);
  });
});

describe('a picture', () => {
  it('is varied by one press: the same recipe with another seed', async () => {
    const page = await enter();
    await paint(page, 'a pine on a cliff');
    const sent = page.waitForRequest((request) => request.url().includes('/v1/images/generations'));
    await page.getByRole('button', { name: 'Vary' }).click();
    const wish = (await sent).postDataJSON() as { prompt: string; seed: number };
    expect(wish.prompt).toBe('a pine on a cliff');
    expect(Number.isInteger(wish.seed)).toBe(true);
    await page.locator('article').nth(1).waitFor();
    await page.locator('article').first().locator('li img[src^="i/"]').first().waitFor();
    const pictures = await page
      .locator('article li img[src^="i/"]')
      .evaluateAll((images) => images.map((image) => image.getAttribute('src')));
    expect(new Set(pictures).size).toBeGreaterThan(1);
  });
});
