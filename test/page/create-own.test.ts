import type { Browser, Page } from 'playwright-core';
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

const ourKey = 'sk-ours-0123456789abcdef';
const theirKey = 'sk-visitors-0123456789abcdef';

let browser: Browser;
let ours: FakeUpstream;
let theirs: FakeUpstream;
let server: ServeProcess;
let open: Window | undefined;

beforeAll(async () => {
  [browser, ours, theirs] = await Promise.all([
    openBrowser(),
    startFakeUpstream({ apiKey: ourKey }),
    startFakeUpstream({ apiKey: theirKey }),
  ]);
  server = await startServe({
    OPENAI_API_KEY: ourKey,
    OPENAI_BASE_URL: ours.baseUrl,
    CALLER_CREDENTIALS: 'allow',
    TRUSTED_ORIGINS: theirs.origin,
  });
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await Promise.all([ours.close(), theirs.close()]);
});

afterEach(async () => {
  await open?.context.close();
  expect(open?.complaints ?? []).toEqual([]);
  open = undefined;
});

async function enter(visitor?: Visitor, url = server.url): Promise<Page> {
  open = await visit(browser, url, visitor);
  await open.page.locator('#style').waitFor();
  return open.page;
}

async function bring(page: Page, { url = theirs.baseUrl, key = theirKey, model = 'their-model' }) {
  await page.getByLabel('Use my own provider').check();
  await page.getByLabel('Base URL').fill(url);
  await page.getByLabel('API key').fill(key);
  await page.locator('#own-model').fill(model);
}

/** Everything that outlives the tab or could be seen from outside. */
function kept(page: Page): Promise<string> {
  return page.evaluate(() =>
    JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      location.href,
      history.state,
      document.cookie,
    ]),
  );
}

const press = (page: Page) => page.getByRole('button', { name: 'Paint', exact: true }).click();

describe('a provider of one’s own', () => {
  it('paints and edits with its own key, which nothing keeps, and never with ours', async () => {
    const page = await enter();
    await bring(page, {});
    expect(await seriousFindings(page)).toEqual([]);
    const before = theirs.requests.length;
    await paint(page, 'a fox of mine');
    expect(theirs.requests.length - before).toBe(1);
    expect(theirs.paints().at(-1)?.headers.authorization).toBe(`Bearer ${theirKey}`);
    expect(theirs.paints().at(-1)?.json).toMatchObject({ model: 'their-model' });
    expect(theirs.paints().at(-1)?.json).not.toHaveProperty('quality');
    expect(JSON.stringify(theirs.requests.map(({ json }) => json))).not.toContain(theirKey);
    await page.locator('article').first().getByRole('button', { name: 'Edit' }).click();
    await page.locator('form li img').waitFor();
    await paint(page, 'the same at night');
    expect(theirs.paints().at(-1)?.path).toMatch(/\/edits$/);
    expect(theirs.paints().at(-1)?.headers.authorization).toBe(`Bearer ${theirKey}`);
    expect(JSON.stringify(theirs.requests)).not.toContain(ourKey);
    expect(ours.paints()).toEqual([]);
    expect(await kept(page)).not.toContain(theirKey);
    expect(await kept(page)).toContain(theirs.baseUrl);
    const records = await (await fetch(`${server.url}/v1/generations`)).text();
    expect(records).toContain('a fox of mine');
    expect(records + server.log()).not.toContain(theirKey);
  });

  it('is asked for its key again after a reload, where a picture of it is asked for again', async () => {
    const page = await enter();
    await bring(page, {});
    await paint(page, 'a badger of mine');
    await page.reload();
    expect(await page.getByLabel('API key').inputValue()).toBe('');
    expect(await page.getByLabel('Base URL').inputValue()).toBe(theirs.baseUrl);
    const before = theirs.paints().length;
    const card = page.locator('article[aria-label="a badger of mine"]');
    for (const act of ['Again', 'Vary']) {
      await card.getByRole('button', { name: act, exact: true }).click();
      await page.getByText('its key is kept nowhere').waitFor();
      expect(await page.locator('#prompt').inputValue()).toBe('a badger of mine');
      expect(await page.locator('#own-model').inputValue()).toBe('their-model');
    }
    expect(await seriousFindings(page)).toEqual([]);
    expect(theirs.paints().length).toBe(before);
    await page.getByLabel('API key').fill(theirKey);
    expect(await page.getByText('its key is kept nowhere').count()).toBe(0);
    await press(page);
    await page.locator('article[aria-label="a badger of mine"] li img[src^="i/"]').nth(1).waitFor();
    expect(theirs.paints().length).toBe(before + 1);
  });

  it('says beside its fields what is missing, and what was refused', async () => {
    const page = await enter();
    await bring(page, { url: 'nonsense', key: '', model: '' });
    await page.locator('#prompt').fill('a wish');
    const trouble = page.locator('#own-trouble');
    const says = (text: string) => trouble.filter({ hasText: text }).waitFor();
    await press(page);
    await says('http or https address');
    expect(await page.getByLabel('Base URL').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Base URL').fill(theirs.baseUrl);
    await press(page);
    await says('key of your provider');
    await page.getByLabel('API key').fill('sk-wrong');
    await press(page);
    await says('Name a model');
    await page.locator('#own-model').fill('their-model');
    await press(page);
    await says('did not take this key');
    await page.getByLabel('Base URL').fill('http://127.0.0.1:9/v1');
    await press(page);
    await says('TRUSTED_ORIGINS');
    expect(await seriousFindings(page)).toEqual([]);
    expect(ours.paints()).toEqual([]);
    // The browser tells of every answer that is a refusal.
    open?.complaints.splice(0);
  });

  it('forgets an address that holds a secret', async () => {
    const page = await enter();
    await bring(page, { url: `${theirs.baseUrl}?key=${theirKey}` });
    await page.locator('#prompt').fill('a wish');
    await press(page);
    await page.locator('#own-trouble').waitFor();
    expect(await kept(page)).not.toContain(theirKey);
  });

  it('compares several of its models, in Chinese on a phone', async () => {
    const page = await enter({ locale: 'zh-CN', phone: true });
    await page.getByLabel('使用自己的服务商').check();
    await page.getByLabel('多模型对比').check();
    await page.locator('#own-url').fill(theirs.baseUrl);
    await page.locator('#own-key').fill(theirKey);
    await page.locator('#own-model').fill('one，two');
    expect(await seriousFindings(page)).toEqual([]);
    const overhang = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overhang).toBe(0);
    await page.locator('#prompt').fill('two of mine');
    await page.getByRole('button', { name: '开始对比', exact: true }).tap();
    const contest = page.locator('article[aria-label="two of mine"]');
    await contest.locator('img[src^="i/"]').nth(1).waitFor();
    const asked = theirs.paints().slice(-2);
    expect(asked.map(({ json }) => json?.model).sort()).toEqual(['one', 'two']);
    expect(await kept(page)).not.toContain(theirKey);
  });
});

describe('a server that takes no provider of callers', () => {
  it('offers none', async () => {
    const closed = await startServe({ OPENAI_API_KEY: ourKey, OPENAI_BASE_URL: ours.baseUrl });
    const page = await enter({}, closed.url);
    await page.getByLabel('Compare models').waitFor();
    expect(await page.getByLabel('Use my own provider').count()).toBe(0);
    await closed.stop();
  });
});

describe('a comparison', () => {
  it('lists the picked models first, and sends no quality that nobody chose', async () => {
    const page = await enter();
    await page.getByLabel('Compare models').check();
    const boxes = page.getByRole('group', { name: 'Models to compare' }).getByRole('checkbox');
    await boxes.first().waitFor();
    const last = await boxes.count();
    await boxes.nth(last - 1).check();
    await page.getByLabel('Compare models').uncheck();
    await page.getByLabel('Compare models').check();
    await boxes.nth(2).waitFor();
    for (const place of [0, 1, 2]) expect(await boxes.nth(place).isChecked()).toBe(true);
    const before = ours.paints().length;
    await page.locator('#prompt').fill('three hills');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.locator('article[aria-label="three hills"][aria-busy=false]').waitFor();
    const asked = ours.paints().slice(before);
    expect(asked.length).toBeGreaterThanOrEqual(2);
    for (const { json } of asked) expect(json).not.toHaveProperty('quality');
  });
});
