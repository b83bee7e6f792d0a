import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { samplePicture } from '../e2e/pictures.ts';
import { openBrowser, type Visitor, visit, type Window } from './browser.ts';

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
  const { page } = open;
  await page.waitForFunction(async () => {
    const found = await navigator.serviceWorker.getRegistration('./receive');
    return found?.active?.state === 'activated';
  });
  return page;
}

/** As the share sheet of a phone sends it: a form that opens the page. */
async function share(
  page: Page,
  colors: readonly number[],
  texts: Record<string, string> = {},
  type = 'image/png',
): Promise<void> {
  const pictures = colors.map((color) => samplePicture(color).bytes.toString('base64'));
  const opened = page.waitForEvent('load');
  await page.evaluate(
    ({ pictures, texts, type }) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', action: './receive', enctype: 'multipart/form-data' });
      const box = Object.assign(document.createElement('input'), { type: 'file', multiple: true });
      const files = new DataTransfer();
      pictures.forEach((base64, place) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        files.items.add(new File([bytes], `照片 ${place}.png`, { type }));
      });
      Object.assign(box, { name: 'pictures', files: files.files });
      form.append(box);
      for (const [name, value] of Object.entries(texts)) {
        form.append(Object.assign(document.createElement('input'), { name, value }));
      }
      document.body.append(form);
      form.submit();
    },
    { pictures, texts, type },
  );
  await opened;
  await page.locator('form button[type=submit]').first().waitFor();
}

const references = (page: Page) =>
  page.getByRole('region', { name: 'Pictures to start from' }).locator('li');

describe('a picture shared from a phone', () => {
  it('stands in the form, its text is the prompt, and a reload does not bring it again', async () => {
    const page = await enter({ phone: true });
    await share(page, [1, 2], { title: 'IMG_1.png', text: 'in the rain', url: '' });
    await references(page).nth(1).waitFor();
    expect(await references(page).count()).toBe(2);
    expect(await page.locator('#prompt').inputValue()).toBe('in the rain');
    expect(page.url()).toBe(`${server.url}/`);
    expect(
      await page.evaluate(() => caches.open('maliang.shared').then((kept) => kept.keys())),
    ).toEqual([]);
    await page.reload();
    await page.locator('form button[type=submit]').first().waitFor();
    await page.getByRole('button', { name: /Start from a picture/ }).waitFor();
    expect(await references(page).count()).toBe(0);
  });

  it('leaves a prompt alone that is there already, and its file’s name is none', async () => {
    const page = await enter();
    await share(page, [3], { title: 'IMG_3.png' });
    await references(page).first().waitFor();
    expect(await page.locator('#prompt').inputValue()).toBe('');
    await page.locator('#prompt').fill('my own words');
    await share(page, [4], { text: 'somebody else’s' });
    await references(page).first().waitFor();
    expect(await page.locator('#prompt').inputValue()).toBe('my own words');
  });

  it('is checked as one that is dropped', async () => {
    const page = await enter();
    // What is told goes again by itself, so it is looked for from the start.
    const told = (text: string) => page.getByText(text).waitFor();
    await Promise.all([told('That is not a picture.'), share(page, [5], {}, 'application/pdf')]);
    expect(await references(page).count()).toBe(0);
    const many = Array.from({ length: 17 }, (_, place) => place + 1);
    await Promise.all([told('This model takes at most 16.'), share(page, many)]);
    expect(await references(page).count()).toBe(16);
  });

  it('is asked for again where no worker is there to take it, once', async () => {
    const page = await enter();
    await page.evaluate(async () => {
      const found = await navigator.serviceWorker.getRegistration('./receive');
      await found?.unregister();
    });
    await Promise.all([page.getByText('Please share it again.').waitFor(), share(page, [6])]);
    expect(page.url()).toBe(`${server.url}/`);
    expect(await references(page).count()).toBe(0);
    await page.reload();
    await page.getByRole('button', { name: /Start from a picture/ }).waitFor();
    expect(await page.getByText('Please share it again.').count()).toBe(0);
  });

  it('is said in Chinese to be missed where Chinese is spoken', async () => {
    open = await visit(browser, `${server.url}/?shared=missed`, { locale: 'zh-CN' });
    await open.page.getByText('请再分享一次').waitFor();
  });
});

describe('the worker that takes it', () => {
  it('sees nothing but what is shared: the page and all it asks for go past it', async () => {
    const page = await enter();
    await page.reload();
    await page.locator('form button[type=submit]').first().waitFor();
    const seen = await page.evaluate(async () => {
      const scopes = (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope);
      return { controller: navigator.serviceWorker.controller, scopes, kept: await caches.keys() };
    });
    expect(seen).toEqual({ controller: null, scopes: [`${server.url}/receive`], kept: [] });
  });

  it('is named by the manifest, which the browser takes without a complaint', async () => {
    const page = await enter();
    const session = await page.context().newCDPSession(page);
    const { url, errors, data } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const { share_target: target } = JSON.parse(data ?? '{}');
    expect(new URL(target.action, url).href).toBe(`${server.url}/receive`);
    expect(target).toMatchObject({ method: 'POST', enctype: 'multipart/form-data' });
  });
});
