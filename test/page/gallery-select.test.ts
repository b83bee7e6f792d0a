import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openZip } from '../../src/kit/read-zip.ts';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { openBrowser, seriousFindings, type Visitor, visit, type Window } from './browser.ts';
import { fillOldPictures } from './old-pictures.ts';

let browser: Browser;
let server: ServeProcess;
let folder: string;
let open: Window | undefined;

const scenes = [
  'A red fox in the snow under a full moon',
  'A small boat on a misty lake at dawn',
  'Moonlight in a bamboo grove',
  'A city at night in the rain',
  '江南水乡，小桥流水',
  '雪山下的湖泊，星空',
  'A lighthouse above a stormy sea',
  'A field of stars over the desert',
  'A winter forest at sunrise',
  '月下竹林，萤火虫',
  'Mountains in the morning mist',
  'A sailing boat at sunset',
  '雨中的城市，霓虹灯',
  'A lighthouse at night',
  'A bridge over a quiet river',
  '雪夜的森林',
  'Autumn trees by a lake',
  'A fox under the stars',
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maliang-select-'));
  await fillOldPictures(folder, 40, (at) => ({
    prompt: `old ${at}`,
    provider: 'demo',
    model: 'demo',
    cost: { usd: at / 100, kind: 'exact' },
    host: at === 3 ? 'lsky' : 'local',
  }));
  [browser, server] = await Promise.all([openBrowser(), startServe({ DATA_DIR: folder })]);
  const [fox = ''] = scenes;
  for (const [at, prompt] of scenes.toReversed().entries()) await paintOver(prompt, at);
  for (const at of [0, 1]) await paintOver(fox, at);
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

const sizes = ['1024x1024', '1536x1024', '1024x1536'];

async function paintOver(prompt: string, at: number): Promise<void> {
  const size = sizes[at % sizes.length];
  const answer = await fetch(`${server.url}/v1/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt, response_format: 'url', size }),
  });
  expect(answer.status).toBe(200);
}

async function enter(visitor?: Visitor, hash = '#/gallery'): Promise<Page> {
  open = await visit(browser, `${server.url}/${hash}`, visitor);
  await open.page.locator('.tile').first().waitFor();
  return open.page;
}

async function idsOf(query: Record<string, string>): Promise<string[]> {
  const answer = await fetch(`${server.url}/v1/generations?${new URLSearchParams(query)}`);
  return ((await answer.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
}

const tile = (page: Page, prompt: string) =>
  page.locator('li').filter({ has: page.getByRole('button', { name: prompt, exact: true }) });

describe('a selection', () => {
  it('grows by shift, is marked, and copies every link in the chosen form', async () => {
    const page = await enter();
    await tile(page, 'old 39').hover();
    await tile(page, 'old 39').getByRole('button', { name: 'Select' }).click();
    await page.getByRole('button', { name: 'old 35', exact: true }).click({ modifiers: ['Shift'] });
    await page.getByText('5 selected').waitFor();
    await expect.poll(() => page.locator('[data-selected]').count()).toBe(5);
    expect(await seriousFindings(page)).toEqual([]);
    const bar = page.getByRole('region', { name: 'Selection' });
    await bar.getByRole('combobox').selectOption('markdown');
    await bar.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const lines = copied.split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^!\[old 39\]\(http:\/\/127\.0\.0\.1:\d+\/i\/[a-z2-7]{26}\.png\)$/);
    await page.keyboard.press('Escape');
    await bar.waitFor({ state: 'detached' });
  });

  it('is deleted as one, and comes back as one', async () => {
    const page = await enter();
    await page
      .getByRole('button', { name: 'old 20', exact: true })
      .click({ modifiers: ['Control'] });
    await page.getByRole('button', { name: 'old 18', exact: true }).click({ modifiers: ['Shift'] });
    await page
      .getByRole('region', { name: 'Selection' })
      .getByRole('button', { name: 'Delete' })
      .click();
    await page.getByText('3 deleted.').waitFor();
    await expect.poll(() => tile(page, 'old 19').count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await tile(page, 'old 19').waitFor();
    expect(await idsOf({ q: 'old 19' })).toHaveLength(1);
    await page
      .getByRole('button', { name: 'old 20', exact: true })
      .click({ modifiers: ['Control'] });
    await page.getByRole('button', { name: 'old 18', exact: true }).click({ modifiers: ['Shift'] });
    await page
      .getByRole('region', { name: 'Selection' })
      .getByRole('button', { name: 'Delete' })
      .click();
    await page.getByText('3 deleted.').waitFor();
    await expect.poll(() => idsOf({ q: 'old 19' }), { timeout: 14_000 }).toEqual([]);
    expect(await idsOf({ q: 'old 17' })).toHaveLength(1);
  });

  it('is made favourite together, and packed with its recipes', async () => {
    const page = await enter();
    const [, first = ''] = scenes;
    await page.getByRole('button', { name: first }).click({ modifiers: ['Control'] });
    await page.getByRole('button', { name: scenes[4] ?? '' }).click({ modifiers: ['Control'] });
    const bar = page.getByRole('region', { name: 'Selection' });
    await bar.getByRole('button', { name: 'Favourite' }).click();
    await expect.poll(() => idsOf({ favourite: 'true' }).then((ids) => ids.length)).toBe(2);
    const coming = page.waitForEvent('download');
    await bar.getByRole('button', { name: 'ZIP' }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^maliang-\d{4}-\d\d-\d\d\.zip$/);
    const path = join(folder, 'selection.zip');
    await download.saveAs(path);
    const names = await namesIn(path);
    expect(names.filter((name) => name.endsWith('.png'))).toHaveLength(2);
    expect(names.filter((name) => name.includes('江南水乡'))).toHaveLength(2);
    expect(names.at(-1)).toBe('index.json');
    expect((await readFile(path)).includes('"prompt": "江南水乡，小桥流水"')).toBe(true);
  });

  it('begins with a finger that stays, and goes on with taps', async () => {
    const page = await enter({ phone: true, locale: 'zh-CN' });
    const first = page.getByRole('button', { name: '雪山下的湖泊，星空' });
    const box = await first.boundingBox();
    if (!box) throw new Error('the tile has no place');
    const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
    await page.waitForTimeout(700);
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.getByText('已选 1 件').waitFor();
    await page.getByRole('button', { name: '江南水乡，小桥流水' }).tap();
    await page.getByText('已选 2 件').waitFor();
    await expect(page.getByRole('dialog').count()).resolves.toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await first.tap();
    await page.getByText('已选 1 件').waitFor();
  });
});

describe('what the gallery is narrowed to', () => {
  it('are days, hosts and costs, and all of it is shown again by one press', async () => {
    const page = await enter();
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Host').fill('lsky');
    await page.getByLabel('Host').press('Enter');
    await expect.poll(() => page.locator('.tile').count()).toBe(1);
    await tile(page, 'old 3').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel('Cost from, US$').fill('0.2');
    await page.getByLabel('Cost from, US$').press('Enter');
    await page.getByRole('button', { name: 'Show everything' }).click();
    await tile(page, 'old 39').waitFor();
    await page.getByLabel('Cost from, US$').fill('0.38');
    await page.getByLabel('Cost from, US$').press('Enter');
    await expect.poll(() => page.locator('.tile').count()).toBe(2);
    await page.getByLabel('Until').fill('2019-01-01');
    await page.getByLabel('Until').press('Enter');
    await page.getByText('Nothing here matches.').waitFor();
  });
});

describe('a stack', () => {
  it('holds works of the same recipe, opens, and closes with Back', async () => {
    const page = await enter({ dark: true });
    await page.getByRole('button', { name: 'Stacks' }).click();
    const fox = tile(page, scenes[0] ?? '');
    await expect.poll(() => fox.count()).toBe(1);
    await expect(fox.innerText()).resolves.toContain('3');
    await fox.getByRole('button', { name: scenes[0] ?? '' }).click();
    await page.getByText('3 of the same recipe').waitFor();
    await expect.poll(() => page.locator('.tile').count()).toBe(3);
    expect(await seriousFindings(page)).toEqual([]);
    await page.locator('.tile').first().click();
    await page.getByRole('dialog').getByText('demo/demo').waitFor();
    await page.goBack();
    await page.getByText('3 of the same recipe').waitFor();
    await page.goBack();
    await expect.poll(() => page.locator('.tile').count()).toBeGreaterThan(20);
  });
});

async function namesIn(path: string): Promise<string[]> {
  const zip = await openZip(path);
  try {
    return [...zip.entries.keys()];
  } finally {
    await zip.close();
  }
}
