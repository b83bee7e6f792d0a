import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import {
  openBrowser,
  paint,
  seriousFindings,
  type Visitor,
  visit,
  type Window,
} from './browser.ts';
import { countPreviews, watchPreviews } from './previews.ts';

let browser: Browser;
let upstream: FakeUpstream;
let server: ServeProcess;
let open: Window | undefined;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  [browser, server] = await Promise.all([
    openBrowser(),
    startServe({ XAI_API_KEY: 'xai-operator', XAI_BASE_URL: upstream.baseUrl }),
  ]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await upstream.close();
});

afterEach(async () => {
  await open?.context.close();
  expect(open?.complaints ?? []).toEqual([]);
  open = undefined;
});

async function enter(visitor?: Visitor) {
  open = await visit(browser, server.url, visitor);
  await open.page.locator('#style').waitFor();
  return open.page;
}

describe('a comparison', () => {
  it('shows each model with its time and cost, lays two over each other, and is there after a reload', async () => {
    const page = await enter();
    await page.getByLabel('Compare models').check();
    const picked = page.getByRole('group', { name: 'Models to compare' });
    await picked.getByRole('checkbox').first().waitFor();
    expect(await picked.getByRole('checkbox', { checked: true }).count()).toBe(2);
    await page.locator('#prompt').fill('two foxes');
    await page.locator('#prompt').press('Control+Enter');
    const contest = page.locator('article[aria-label="two foxes"][aria-busy=false]');
    await contest.waitFor();
    expect(await contest.locator('li img[src^="i/"]').count()).toBe(2);
    await expect(contest.innerText()).resolves.toMatch(/In all: \$0\.\d*[1-9]/);
    await expect(contest.innerText()).resolves.not.toContain('$0.00 ');
    expect(await seriousFindings(page)).toEqual([]);
    await contest.getByRole('button', { name: 'Lay over each other' }).click();
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await slider.inputValue()).toBe('49');
    expect(await seriousFindings(page)).toEqual([]);
    await page.reload();
    await page.locator('article[aria-label="two foxes"] li img[src^="i/"]').nth(1).waitFor();
    await page.getByLabel('Compare models').uncheck();
  });

  it('loses no picture where one of its models fails, and asks that one again as it was', async () => {
    let asked = 0;
    upstream.mode(({ path }) => {
      if (!path.includes('/images/')) return 'paint';
      asked += 1;
      return asked === 1 ? 'moderation' : 'paint';
    });
    const page = await enter();
    await page.getByLabel('Compare models').check();
    await page.locator('#prompt').fill('a storm');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const contest = page.locator('article[aria-label="a storm"]');
    await contest.getByRole('alert').first().waitFor();
    await contest.locator('img[src^="i/"]').first().waitFor();
    upstream.mode('paint');
    await page.locator('#prompt').fill('something else');
    await contest
      .getByRole('button', { name: /^Try .* again$/ })
      .first()
      .click();
    await contest.locator('img[src^="i/"]').nth(1).waitFor();
    expect(upstream.paints().at(-1)?.json?.prompt).toBe('a storm');
    await page.getByLabel('Compare models').uncheck();
  });
});

describe('a comparison of models that stream', () => {
  let streaming: ServeProcess;

  beforeAll(async () => {
    streaming = await startServe({ OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL: upstream.baseUrl });
  });

  afterAll(() => streaming.stop());

  it('starts from a picture, shows previews of each, and tries one again from the same picture', async () => {
    let asked = 0;
    upstream.mode(({ path }) => {
      if (!path.includes('/images/edits')) return 'paint';
      asked += 1;
      return asked === 1 ? 'moderation' : 'paint';
    });
    open = await visit(browser, streaming.url, { locale: 'zh-CN', phone: true });
    const { page } = open;
    await paint(page, 'a lake');
    await page.locator('article').getByRole('button', { name: '编辑' }).tap();
    await page.locator('form li img').waitFor();
    await page.getByLabel('多模型对比').check();
    await page.getByRole('group', { name: '参与对比的模型' }).waitFor();
    const overhang = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overhang).toBe(0);
    await watchPreviews(page);
    await page.locator('#prompt').fill('the lake at night');
    await page.getByRole('button', { name: '开始对比', exact: true }).tap();
    const contest = page.locator('article[aria-label="the lake at night"]');
    await contest.locator('img[src^="i/"]').first().waitFor();
    expect(await countPreviews(page)).toBeGreaterThan(0);
    await contest.getByRole('alert').first().waitFor();
    await contest.getByRole('button', { name: /^重试/ }).tap();
    await contest.locator('img[src^="i/"]').nth(1).waitFor();
    const edits = upstream.paints().filter(({ path }) => path.endsWith('/edits'));
    expect(edits.length).toBe(3);
    expect(await seriousFindings(page)).toEqual([]);
    upstream.mode('paint');
    await page.evaluate(() => localStorage.clear());
  });
});

describe('the rarer parameters', () => {
  it('have a control each where the model has them, and are asked for as they were chosen', async () => {
    const streaming = await startServe({
      OPENAI_API_KEY: 'sk-1',
      OPENAI_BASE_URL: upstream.baseUrl,
    });
    open = await visit(browser, streaming.url);
    const { page } = open;
    await page.locator('#style').waitFor();
    await page.getByText('More', { exact: true }).click();
    await page.getByLabel('Background').selectOption('opaque');
    expect(await page.getByLabel('Compression').count()).toBe(0);
    await page.getByLabel('File format').selectOption('jpeg');
    await page.getByLabel('Compression').fill('80');
    await page.getByLabel('Compression').press('Tab');
    await page.getByText('3 set').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await paint(page, 'a stone');
    expect(upstream.paints().at(-1)?.json).toMatchObject({
      background: 'opaque',
      output_format: 'jpeg',
      output_compression: 80,
    });
    await streaming.stop();
  });
});

describe('several copies', () => {
  it('are each cancelled and asked again alone', async () => {
    const page = await enter();
    for (let more = 0; more < 4; more += 1) await page.getByLabel('One more').click();
    await page.getByLabel('Each on its own').check();
    upstream.mode({ mode: 'paint', latencyMs: 1500 });
    await page.locator('#prompt').fill('five boats');
    await page.getByRole('button', { name: 'Paint', exact: true }).click();
    const copies = page.locator('article[aria-label="five boats"]');
    await copies.nth(4).waitFor();
    await copies.first().getByRole('button', { name: 'Cancel' }).click();
    await copies.first().getByText('Cancelled.').waitFor();
    await page.waitForFunction(
      () => document.querySelectorAll('article img[src^="i/"]').length === 4,
    );
    upstream.mode('paint');
    await copies.first().getByRole('button', { name: 'Try again' }).click();
    await page.waitForFunction(
      () => document.querySelectorAll('article img[src^="i/"]').length === 5,
    );
    await page.getByLabel('Each on its own').uncheck();
  });
});

describe('the desk', () => {
  it('puts a style on, and keeps one of one’s own', async () => {
    const page = await enter();
    await page.getByRole('button', { name: 'Save as a style' }).click();
    await page.getByLabel('Name').fill('brand-soft');
    await page.getByLabel('Words around the prompt').fill('{prompt}, in soft red ink');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Save as a style' }).click();
    await page.getByText('The style brand-soft is saved.').waitFor();
    expect(await page.locator('#style').inputValue()).toBe('brand-soft');
    await paint(page, 'a heron');
    expect(upstream.paints().at(-1)?.json?.prompt).toBe('a heron, in soft red ink');
    await page.reload();
    await page.waitForFunction(
      () => document.querySelector<HTMLSelectElement>('#style')?.value === 'brand-soft',
    );
    await page.getByRole('button', { name: 'Delete this style' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await page.locator('#style').inputValue()).toBe('brand-soft');
    await page.locator('#style').selectOption('');
  });

  it('brings back what was asked for from any device, newest first, and then the draft', async () => {
    const first = await enter();
    await paint(first, 'an older wish');
    await paint(first, 'a newer wish');
    await open?.context.close();
    const page = await enter();
    const box = page.locator('#prompt');
    const holds = (text: string) =>
      page.waitForFunction(
        (wanted) => document.querySelector<HTMLTextAreaElement>('#prompt')?.value === wanted,
        text,
      );
    await box.focus();
    await page.keyboard.press('ArrowUp');
    await holds('a newer wish');
    await page.keyboard.press('ArrowUp');
    await holds('an older wish');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await holds('');
    await box.fill('a draft of two\nlines');
    await page.keyboard.press('ArrowUp');
    await holds('a draft of two\nlines');
  });

  it('starts from a picture of the gallery, and from an address that only the server opens', async () => {
    const page = await enter();
    await paint(page, 'a lake');
    await page.getByRole('button', { name: 'From an address or the gallery' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('li button').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.locator('li button').first().click();
    await page.locator('form li img').waitFor();
    await page.getByRole('button', { name: 'From an address or the gallery' }).click();
    await dialog.getByLabel('Address of a picture').fill('nonsense');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByText('That is no http or https address.').waitFor();
    await dialog.getByLabel('Address of a picture').fill('http://127.0.0.1:9/secret.png');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await page.locator('form li').getByText('127.0.0.1').waitFor();
    await page.locator('#prompt').fill('the same at night');
    await page.getByRole('button', { name: 'Paint', exact: true }).click();
    // An address of this machine is none that a caller may name.
    const alert = page.locator('article').first().getByRole('alert');
    await expect(alert.innerText()).resolves.toMatch(/127\.0\.0\.1|address/);
    open?.complaints.splice(0);
  });
});

describe('the list of commands', () => {
  it('is opened by its keys, found in by typing, and walked by arrows', async () => {
    const page = await enter();
    await page.keyboard.press('Control+k');
    const box = page.getByRole('combobox', { name: 'Where to, or what to do?' });
    await box.waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.type('dark');
    expect(await page.locator('#palette-list [aria-selected=true]').innerText()).toBe(
      'Theme: dark',
    );
    await page.keyboard.press('Enter');
    await page.locator('html[data-theme=dark]').waitFor();
    await page.keyboard.press('Control+k');
    await box.waitFor();
    await page.keyboard.type('pages run');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Run it' }).waitFor();
    await page.keyboard.press('Control+k');
    await box.waitFor();
    await page.keyboard.press('ArrowDown');
    const active = await box.getAttribute('aria-activedescendant');
    expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('speaks Chinese on a phone', async () => {
    const page = await enter({ locale: 'zh-CN', phone: true });
    await page.getByLabel('多模型对比').check();
    await page.getByRole('group', { name: '参与对比的模型' }).waitFor();
    const overhang = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overhang).toBe(0);
    const desk = await page.locator('form.card').boundingBox();
    expect((desk?.x ?? 0) * 2 + (desk?.width ?? 0)).toBeCloseTo(390, 0);
    await page.getByRole('button', { name: '命令' }).tap();
    await page.getByRole('dialog').getByRole('combobox').fill('画廊');
    await page.locator('#palette-list [role=option]').first().tap();
    await page.locator('main h1').first().waitFor({ state: 'attached' });
    expect(page.url()).toContain('#/gallery');
  });
});
