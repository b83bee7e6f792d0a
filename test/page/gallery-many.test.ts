import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openZip } from '../../src/kit/read-zip.ts';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { openBrowser, seriousFindings, visit, type Window } from './browser.ts';
import { fillOldPictures } from './old-pictures.ts';

/** Far more than is ever loaded at once. */
const many = 1600;
const foxes = 700;

let browser: Browser;
let server: ServeProcess;
let folder: string;
let open: Window | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maliang-many-'));
  await fillOldPictures(folder, many, (at) => ({
    prompt: at < foxes ? `a fox ${at}` : `a lake ${at}`,
    provider: 'demo',
    model: 'demo',
  }));
  [browser, server] = await Promise.all([
    openBrowser(),
    startServe({ DATA_DIR: folder, ADMIN_KEY: 'the-operator' }),
  ]);
}, 90_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  expect(open?.complaints).toEqual([]);
  await open?.context.close();
  open = undefined;
});

async function enter(words = 'fox'): Promise<Page> {
  open = await visit(browser, server.url);
  const { page } = open;
  await page.evaluate(() => sessionStorage.setItem('maliang.key', 'the-operator'));
  open.complaints.length = 0;
  await page.goto(`${server.url}/#/gallery?q=${words}`);
  await page.reload();
  await page.locator('.tile').first().waitFor();
  open.complaints.length = 0;
  return page;
}

async function countOf(words: string): Promise<number> {
  const answer = await fetch(`${server.url}/v1/generations/ids?q=${words}`, {
    headers: { authorization: 'Bearer the-operator' },
  });
  return ((await answer.json()) as { data: string[] }).data.length;
}

const bar = (page: Page) => page.getByRole('region', { name: 'Selection' });

describe('everything that matches', () => {
  it('is packed as one archive that the browser writes to disk as it comes', async () => {
    const page = await enter();
    await page
      .locator('.tile')
      .first()
      .click({ modifiers: ['Control'] });
    await bar(page).getByRole('button', { name: 'Everything that matches' }).click();
    await page.getByText(`${foxes} selected`).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const coming = page.waitForEvent('download', { timeout: 30_000 });
    await bar(page).getByRole('button', { name: 'ZIP' }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^maliang-\d{4}-\d\d-\d\d\.zip$/);
    expect(page.url()).not.toContain('the-operator');
    const path = join(folder, 'foxes.zip');
    await download.saveAs(path);
    const zip = await openZip(path);
    const names = [...zip.entries.keys()];
    await zip.close();
    expect(names.filter((name) => name.endsWith('.png'))).toHaveLength(foxes);
    // No script ever held it.
    expect(await page.locator('form[action=download]').count()).toBe(0);
  }, 120_000);

  it('is selected by Ctrl+A, deleted once its number was read, and comes back whole', async () => {
    const page = await enter();
    await page.locator('.tile').first().waitFor();
    await page.keyboard.press('Control+a');
    await page.getByText(`${foxes} selected`).waitFor();
    await bar(page).getByRole('button', { name: 'Delete' }).click();
    await bar(page)
      .getByRole('button', { name: `Delete ${foxes}?` })
      .click();
    await page.getByText(`${foxes} deleted.`).waitFor();
    await expect.poll(() => page.locator('.tile').count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('.tile').first().waitFor();
    expect(await countOf('fox')).toBe(foxes);
    await page.keyboard.press('Control+a');
    await page.getByText(`${foxes} selected`).waitFor();
    await bar(page).getByRole('button', { name: 'Delete' }).click();
    await bar(page)
      .getByRole('button', { name: `Delete ${foxes}?` })
      .click();
    await expect.poll(() => countOf('fox'), { timeout: 25_000 }).toBe(0);
    expect(await countOf('lake')).toBe(many - foxes);
  }, 120_000);

  it('can all be marked and copied, also what is not loaded', async () => {
    const page = await enter('lake');
    await page.keyboard.press('Control+a');
    await page.getByText(`${many - foxes} selected`).waitFor();
    await bar(page).getByRole('button', { name: 'Favourite' }).click();
    await page.getByText(`${many - foxes} works have a favourite now.`).waitFor();
    await bar(page).getByRole('button', { name: 'Copy links' }).click();
    await bar(page).getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(new Set(copied.split('\n')).size).toBe(many - foxes);
  }, 120_000);

  it('is deleted too where the page is left before the time to undo is over', async () => {
    const page = await enter('lake');
    await page.keyboard.press('Control+a');
    await page.getByText(`${many - foxes} selected`).waitFor();
    await bar(page).getByRole('button', { name: 'Delete' }).click();
    await bar(page)
      .getByRole('button', { name: `Delete ${many - foxes}?` })
      .click();
    await page.getByText(`${many - foxes} deleted.`).waitFor();
    await page.goto('about:blank');
    await expect.poll(() => countOf('lake'), { timeout: 8000 }).toBe(0);
  }, 120_000);
});
