import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { accepted, ended, sampleAsset, sampleGeneration } from '../contract/store-samples.ts';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import {
  openBrowser,
  paint,
  seriousFindings,
  type Visitor,
  visit,
  type Window,
} from './browser.ts';

/** Enough that nobody could mistake the wall for a list that is all in the document. */
const many = 3000;

let browser: Browser;
let server: ServeProcess;
let folder: string;
let open: Window | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maliang-page-'));
  await fillHistory(folder);
  [browser, server] = await Promise.all([openBrowser(), startServe({ DATA_DIR: folder })]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  await open?.context.close();
  // The pictures of the old records were never painted.
  const serious = open?.complaints.filter((text) => !text.includes('404 (Not Found)')) ?? [];
  expect(serious).toEqual([]);
  open = undefined;
});

/** Records of long ago, so that what is painted now comes first. */
async function fillHistory(directory: string): Promise<void> {
  const store = await openStore({ directory });
  const written: Promise<void>[] = [];
  for (let at = 0; at < many; at += 1) {
    const prompt = at === 7 ? '很久以前的一只白鹤' : `an old picture ${at}`;
    const generation = sampleGeneration({ prompt, createdAt: 1_600_000_000_000 + at * 1000 });
    const asset = sampleAsset({
      generationId: generation.id,
      width: 800 + (at % 5) * 200,
      height: 900,
      ...(at === 7 && { host: 'local', expiredAt: Date.now() }),
    });
    written.push(
      store.journal.append(accepted(generation)),
      store.journal.append({ type: 'asset-durable', asset }),
      store.journal.append(ended(generation.id)),
    );
  }
  await Promise.all(written);
  await store.close();
}

async function enter(visitor?: Visitor) {
  open = await visit(browser, server.url, visitor);
  return open.page;
}

async function enterGallery(visitor?: Visitor) {
  const page = await enter(visitor);
  await page.locator('nav a[href="#/gallery"]:visible').click();
  await page.locator('.tile').first().waitFor();
  return page;
}

describe('the gallery', () => {
  it('scrolls through thousands with only what is seen in the document', async () => {
    const page = await enterGallery();
    const most = async () => {
      const count = await page.locator('.tile').count();
      expect(count).toBeGreaterThan(5);
      expect(count).toBeLessThan(90);
    };
    await most();
    for (let screens = 0; screens < 12; screens += 1) {
      await page.mouse.wheel(0, 2500);
      await page.waitForTimeout(60);
    }
    await most();
    await expect(page.locator('.tile').first().getAttribute('aria-label')).resolves.not.toBe(
      `an old picture ${many - 1}`,
    );
  });

  it('finds two Chinese characters among thousands', async () => {
    const page = await enterGallery({ locale: 'zh-CN' });
    await page.getByRole('searchbox').fill('白鹤');
    const found = page.getByRole('button', { name: '很久以前的一只白鹤' });
    await found.waitFor();
    await expect.poll(() => page.locator('.tile').count()).toBe(1);
    await page.getByRole('searchbox').fill('没有这样的画');
    await page.getByText('没有符合条件的作品').waitFor();
  });

  it('shows what is painted elsewhere while it is looked at', async () => {
    const page = await enterGallery();
    const painted = fetch(`${server.url}/v1/images/generations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'painted by a program', response_format: 'url' }),
    });
    await page.getByRole('button', { name: 'painted by a program' }).waitFor();
    expect((await painted).status).toBe(200);
  });

  it('opens a picture with its recipe, and Back closes it', async () => {
    const page = await enter();
    await paint(page, 'a recipe to look at');
    await page.getByRole('link', { name: 'Gallery' }).click();
    await page.getByRole('button', { name: 'a recipe to look at' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('demo/demo').waitFor();
    await expect(dialog.innerText()).resolves.toContain('1024 × 1024');
    await page.goBack();
    await dialog.waitFor({ state: 'detached' });
    await expect(page.evaluate(() => location.hash)).resolves.toBe('#/gallery');
  });
});

describe('a favourite', () => {
  const liked = async (prompt: string) => {
    const query = new URLSearchParams({ q: prompt, favourite: 'true' });
    const answer = await fetch(`${server.url}/v1/generations?${query}`);
    return ((await answer.json()) as { data: unknown[] }).data.length;
  };

  it('is made on the wall, found by the filter, and taken back beside its recipe', async () => {
    const page = await enter();
    await paint(page, 'a fox to keep');
    await page.getByRole('link', { name: 'Gallery' }).click();
    const tile = page.getByRole('listitem').filter({
      has: page.getByRole('button', { name: 'a fox to keep' }),
    });
    const heart = tile.getByRole('button', { name: 'Favourite' });
    await expect(heart.getAttribute('aria-pressed')).resolves.toBe('false');
    await heart.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => heart.getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => liked('a fox to keep')).toBe(1);
    const filter = page.getByRole('button', { name: 'Favourites' });
    await filter.click();
    await expect.poll(() => page.locator('.tile').count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'a fox to keep' }).click();
    const beside = page.getByRole('dialog').getByRole('button', { name: 'Favourite' });
    await expect(beside.getAttribute('aria-pressed')).resolves.toBe('true');
    await beside.click();
    await expect.poll(() => beside.getAttribute('aria-pressed')).toBe('false');
    await expect.poll(() => liked('a fox to keep')).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByText('Nothing here matches.').waitFor();
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.getByRole('button', { name: 'a fox to keep' }).waitFor();
    await expect(filter.getAttribute('aria-pressed')).resolves.toBe('false');
  });

  it('speaks Chinese, and can be touched on a phone', async () => {
    const page = await enterGallery({ locale: 'zh-CN', phone: true });
    const heart = page.getByRole('button', { name: '收藏', exact: true }).nth(1);
    await heart.tap();
    await expect.poll(() => heart.getAttribute('aria-pressed')).toBe('true');
    await heart.tap();
    await expect.poll(() => heart.getAttribute('aria-pressed')).toBe('false');
  });
});

describe('what has expired', () => {
  it('keeps its place with its prompt, and says why there is no picture', async () => {
    const page = await enterGallery();
    await page.getByRole('searchbox').fill('很久以前的一只白鹤');
    const tile = page.getByRole('button', { name: '很久以前的一只白鹤' });
    await tile.getByText('Not kept here any more').waitFor();
    await tile.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('this server keeps pictures only for a time').waitFor();
    await expect(dialog.getByRole('link', { name: 'Download' }).count()).resolves.toBe(0);
    await expect(dialog.innerText()).resolves.toContain('gpt-image-2');
  });
});

describe('a deletion', () => {
  async function deleteOne(prompt: string) {
    const page = await enter();
    await paint(page, prompt);
    await page.getByRole('link', { name: 'Gallery' }).click();
    const tile = page.getByRole('button', { name: prompt });
    await tile.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await tile.waitFor({ state: 'detached' });
    return { page, tile };
  }

  async function isKept(prompt: string): Promise<boolean> {
    const query = new URLSearchParams({ q: prompt });
    const answer = await fetch(`${server.url}/v1/generations?${query}`);
    return ((await answer.json()) as { data: unknown[] }).data.length > 0;
  }

  it('can be taken back, and then nothing has happened', async () => {
    const { page, tile } = await deleteOne('nearly lost');
    await page.getByRole('button', { name: 'Undo' }).click();
    await tile.waitFor();
    expect(await isKept('nearly lost')).toBe(true);
  });

  it('is done when the visitor leaves without taking it back', async () => {
    const { page } = await deleteOne('gone for good');
    expect(await isKept('gone for good')).toBe(true);
    await page.goto('about:blank');
    await expect.poll(() => isKept('gone for good')).toBe(false);
  });
});
