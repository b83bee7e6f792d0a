import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { openBrowser, visit, type Window } from './browser.ts';
import { fillOldPictures } from './old-pictures.ts';

/** What is shown on another device came by itself where no list was asked for; a busy machine may need that long. */
const atOnceMs = 20_000;

let browser: Browser;
let server: ServeProcess;
let folder: string;
const windows: Window[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maliang-live-'));
  await fillOldPictures(folder, 60, (at) => ({
    prompt: at % 2 === 0 ? `old ${at}` : `古老的画 ${at}`,
    provider: at % 3 === 0 ? 'demo' : 'other',
    model: 'demo',
  }));
  [browser, server] = await Promise.all([openBrowser(), startServe({ DATA_DIR: folder })]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  for (const { context, complaints } of windows.splice(0)) {
    expect(complaints).toEqual([]);
    await context.close();
  }
});

async function enter(hash = '#/gallery'): Promise<Page> {
  const opened = await visit(browser, `${server.url}/${hash}`);
  windows.push(opened);
  await opened.page.locator('.tile').first().waitFor();
  return opened.page;
}

async function paintOver(prompt: string): Promise<void> {
  const answer = await fetch(`${server.url}/v1/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt, response_format: 'url', size: '1024x1024' }),
  });
  expect(answer.status).toBe(200);
}

const tile = (page: Page, prompt: string) =>
  page.locator('li').filter({ has: page.getByRole('button', { name: prompt, exact: true }) });

/** Counts the lists a page asks for from now on. */
function countLists(page: Page): () => number {
  let lists = 0;
  page.on('request', (request) => {
    if (/\/v1\/generations\?/.test(request.url())) lists += 1;
  });
  return () => lists;
}

describe('two devices', () => {
  it('see what is painted, marked and deleted at once, without asking for a list', async () => {
    const [here, there] = [await enter(), await enter()];
    // Until both are connected and have looked once.
    await there.waitForTimeout(1500);
    const lists = [countLists(here), countLists(there)];
    const begun = Date.now();
    const painted = paintOver('two devices');
    await Promise.all(
      [here, there].map((page) => tile(page, 'two devices').waitFor({ timeout: atOnceMs })),
    );
    await painted;
    await Promise.all(
      [here, there].map((page) =>
        tile(page, 'two devices').locator('img').waitFor({ timeout: atOnceMs }),
      ),
    );
    const shown = Date.now() - begun;
    const heart = (page: Page) =>
      tile(page, 'two devices').getByRole('button', { name: 'Favourite' });
    await tile(here, 'two devices').hover();
    await heart(here).click();
    await there
      .locator('.tile-heart[aria-pressed=true]')
      .waitFor({ state: 'attached', timeout: atOnceMs });
    const id = await idOf('two devices');
    await fetch(`${server.url}/v1/generations/${id}`, { method: 'DELETE' });
    await Promise.all(
      [here, there].map((page) =>
        tile(page, 'two devices').waitFor({ state: 'detached', timeout: atOnceMs }),
      ),
    );
    console.log(`a picture on two devices, begun to shown: ${shown} ms; no list was asked for`);
    expect(lists.map((count) => count())).toEqual([0, 0]);
  });

  it('go on by looking where the feed is not to be had', async () => {
    const opened = await visit(browser, `${server.url}/#/connect`);
    const { page, context } = opened;
    await page.route('**/v1/generations/events', (route) => route.abort());
    await page.evaluate(() => location.assign('#/gallery'));
    await page.locator('.tile').first().waitFor();
    await paintOver('by looking');
    await tile(page, 'by looking').waitFor({ timeout: 6000 });
    expect(opened.complaints.every((text) => text.includes('ERR_FAILED'))).toBe(true);
    await context.close();
  });
});

describe('many tabs of one browser', () => {
  it('share one connection, still load pictures, and go on when the one that has it closes', async () => {
    const first = await enter();
    const context = first.context();
    const pages = [first];
    let feeds = 0;
    context.on('request', (request) => {
      if (request.url().endsWith('/v1/generations/events')) feeds += 1;
    });
    for (let at = 0; at < 7; at += 1) {
      const page = await context.newPage();
      await page.goto(`${server.url}/#/gallery`);
      await page.locator('.tile img').first().waitFor();
      pages.push(page);
    }
    expect(feeds).toBe(0);
    await paintOver('eight tabs');
    await Promise.all(pages.map((page) => tile(page, 'eight tabs').waitFor({ timeout: atOnceMs })));
    await first.close();
    await expect.poll(() => feeds, { timeout: 30_000 }).toBe(1);
    await pages[1]?.waitForTimeout(500);
    await paintOver('seven tabs');
    await Promise.all(
      pages.slice(1).map((page) => tile(page, 'seven tabs').waitFor({ timeout: atOnceMs })),
    );
    // Pictures of every one of them still come: no connection is left hanging.
    const shown = await Promise.all(
      pages.slice(1).map((page) =>
        tile(page, 'seven tabs')
          .locator('img')
          .evaluate((image) => (image as HTMLImageElement).decode().then(() => true)),
      ),
    );
    expect(shown).toEqual(pages.slice(1).map(() => true));
  }, 120_000);
});

describe('a tab beside one that has the connection', () => {
  it('hears at once that there are news, and asks for no list meanwhile', async () => {
    const first = await enter();
    const second = await first.context().newPage();
    await second.goto(`${server.url}/#/gallery`);
    await second.locator('.tile img').first().waitFor();
    const lists = countLists(second);
    // Where nobody answered, it would look every four seconds.
    await second.waitForTimeout(4500);
    expect(lists()).toBe(0);
  });
});

describe('what the gallery is narrowed to', () => {
  it('stands in the address: a reload, Back and a shared link keep it', async () => {
    const page = await enter();
    await page.getByRole('combobox', { name: 'Provider' }).selectOption('other');
    await page.waitForURL(/#\/gallery\?provider=other$/);
    await page.getByPlaceholder('Search the prompts').pressSequentially('古老的画', { delay: 30 });
    await page.waitForURL(/q=/);
    await tile(page, '古老的画 1').waitFor();
    await expect.poll(() => tile(page, 'old 2').count()).toBe(0);
    const shared = page.url();
    await page.reload();
    await tile(page, '古老的画 1').waitFor();
    expect(await page.getByPlaceholder('Search the prompts').inputValue()).toBe('古老的画');
    await tile(page, '古老的画 1').getByRole('button', { name: '古老的画 1', exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await page.goBack();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(page.url()).toBe(shared);
    await page.goBack();
    await page.waitForURL(/#\/gallery\?provider=other$/);
    await tile(page, 'old 2').waitFor();
    expect(await page.getByPlaceholder('Search the prompts').inputValue()).toBe('');
    const other = await enter(new URL(shared).hash);
    await tile(other, '古老的画 1').waitFor();
    expect(await tile(other, 'old 2').count()).toBe(0);
    expect(await other.getByRole('combobox', { name: 'Provider' }).inputValue()).toBe('other');
  });
});

async function idOf(prompt: string): Promise<string> {
  const answer = await fetch(`${server.url}/v1/generations?q=${encodeURIComponent(prompt)}`);
  return ((await answer.json()) as { data: { id: string }[] }).data[0]?.id ?? '';
}
