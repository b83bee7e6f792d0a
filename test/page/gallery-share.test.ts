import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import {
  openBrowser,
  paint,
  seriousFindings,
  type Visitor,
  visit,
  type Window,
} from './browser.ts';

let browser: Browser;
let server: ServeProcess;
let folder: string;
let open: Window | undefined;

interface Told {
  id: string;
  data: { name: string; sha256: string }[];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maliang-share-'));
  [browser, server] = await Promise.all([openBrowser(), startServe()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  expect(open?.complaints.filter((text) => !text.includes('404 (Not Found)'))).toEqual([]);
  await open?.context.close();
  open = undefined;
});

async function enter(visitor?: Visitor, hash = ''): Promise<Page> {
  open = await visit(browser, `${server.url}/${hash}`, visitor);
  return open.page;
}

/** Paints past the page, from a picture where one is given. */
async function paintOver(prompt: string, from?: Uint8Array<ArrayBuffer>): Promise<Told> {
  const form = new FormData();
  form.append('prompt', prompt);
  form.append('response_format', 'url');
  if (from) form.append('image', new Blob([from], { type: 'image/png' }), 'from.png');
  const answer = await fetch(`${server.url}/v1/images/${from ? 'edits' : 'generations'}`, {
    method: 'POST',
    ...(from
      ? { body: form }
      : {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ prompt, response_format: 'url' }),
        }),
  });
  expect(answer.status).toBe(200);
  const id = answer.headers.get('x-maliang-generation-id');
  return (await fetch(`${server.url}/v1/generations/${id}`)).json() as Promise<Told>;
}

async function bytesOf({ data: [picture] }: Told): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(`${server.url}/i/${picture?.name}`);
  return new Uint8Array(await answer.arrayBuffer());
}

describe('a public link', () => {
  it('shows the picture in a private window, with the prompt only where that is wished, until it is taken back', async () => {
    const page = await enter();
    await paint(page, 'a lighthouse above a quiet sea');
    await page.getByRole('link', { name: 'Gallery' }).click();
    await page.getByRole('button', { name: 'a lighthouse above a quiet sea' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Share' }).click();
    const box = dialog.getByRole('textbox', { name: 'Public link' });
    const url = await box.inputValue();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/r\/[a-z2-7]{26}$/);
    await dialog.getByRole('button', { name: 'Copy share link' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);
    expect(await seriousFindings(page)).toEqual([]);

    const stranger = await visit(browser, url, { phone: true });
    await stranger.page.locator('img').waitFor();
    expect(
      await stranger.page
        .locator('img')
        .evaluate((image) => (image as HTMLImageElement).naturalWidth),
    ).toBe(1024);
    expect(await stranger.page.content()).not.toContain('lighthouse');
    expect(
      await stranger.page.locator('meta[property="og:image"]').getAttribute('content'),
    ).toMatch(/\/i\//);
    expect(await stranger.page.locator('meta[name=robots]').getAttribute('content')).toContain(
      'noindex',
    );
    expect(await seriousFindings(stranger.page)).toEqual([]);

    await dialog.getByLabel('Show the prompt too').check();
    await expect
      .poll(async () => {
        await stranger.page.reload();
        return stranger.page.locator('h1').innerText();
      })
      .toBe('a lighthouse above a quiet sea');
    expect(stranger.complaints).toEqual([]);
    await dialog.getByRole('button', { name: 'Stop sharing' }).click();
    await dialog.getByRole('button', { name: 'Share', exact: true }).waitFor();
    const gone = await stranger.page.reload();
    expect(gone?.status()).toBe(404);
    await stranger.context.close();
  });

  it('speaks the language of the one who looks, and runs nothing', async () => {
    const { id } = await paintOver('<script>alert(1)</script> "狐狸" & co');
    const answer = await fetch(`${server.url}/v1/generations/${id}/share`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"prompt":true}',
    });
    const { url } = (await answer.json()) as { url: string };
    const stranger = await visit(browser, url, { locale: 'zh-CN', dark: true });
    await stranger.page.getByText('由马良绘制').waitFor();
    await expect(stranger.page.locator('h1').innerText()).resolves.toBe(
      '<script>alert(1)</script> "狐狸" & co',
    );
    expect(await stranger.page.locator('script').count()).toBe(0);
    expect(stranger.complaints).toEqual([]);
    const headers = (await fetch(url)).headers;
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; img-src 'self'/);
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('cache-control')).toBe('no-store');
    await fetch(`${server.url}/v1/generations/${id}`, { method: 'DELETE' });
    expect((await fetch(url)).status).toBe(404);
    await stranger.context.close();
    open = undefined;
    await enter();
  });
});

describe('lineage', () => {
  it('leads from a picture to what it was made from and what it led to', async () => {
    const root = await paintOver('the root of it all');
    const child = await paintOver('a child of the root', await bytesOf(root));
    await paintOver('a grandchild', await bytesOf(child));
    const page = await enter({}, `#/gallery/${child.id}`);
    const dialog = page.getByRole('dialog');
    const parent = dialog.getByRole('link', { name: 'the root of it all' });
    await parent.waitFor();
    await dialog.getByRole('link', { name: 'a grandchild' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await parent.click();
    await dialog.getByRole('link', { name: 'a child of the root' }).waitFor();
    await expect(dialog.getByText('Made from').count()).resolves.toBe(0);
  });
});

describe('a picture that is dropped on the gallery', () => {
  async function drop(page: Page, bytes: Uint8Array, type: string): Promise<void> {
    await page.locator('main').waitFor();
    const data = await page.evaluateHandle(
      ([base64, kind]) => {
        const binary = atob(base64 ?? '');
        const file = new File([Uint8Array.from(binary, (letter) => letter.charCodeAt(0))], 'a', {
          type: kind ?? '',
        });
        const transfer = new DataTransfer();
        transfer.items.add(file);
        return transfer;
      },
      [Buffer.from(bytes).toString('base64'), type],
    );
    await page.dispatchEvent('main', 'drop', { dataTransfer: data });
  }

  it('that was painted here leads to its record', async () => {
    const told = await paintOver('a crane to find again');
    const page = await enter({ phone: true, locale: 'zh-CN' }, '#/gallery');
    await page.locator('.tile').first().waitFor();
    await drop(page, await bytesOf(told), 'image/png');
    const dialog = page.getByRole('dialog', { name: '图片的配方' });
    await dialog.getByText('这张图片是在这里绘制的。').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: '打开' }).click();
    await page.getByRole('dialog', { name: 'a crane to find again' }).waitFor();
  });

  it('that comes from elsewhere tells what is written in it, and its prompt can be used', async () => {
    const told = await paintOver('a carrier of text');
    const png = Buffer.from(await bytesOf(told));
    const text = Buffer.from(
      'parameters\0ink painting of a crane, reeds\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, Seed: 42',
    );
    const chunk = Buffer.alloc(8);
    chunk.writeUInt32BE(text.length);
    chunk.write('tEXt', 4);
    const foreign = Buffer.concat([
      png.subarray(0, 33),
      chunk,
      text,
      Buffer.alloc(4),
      png.subarray(33),
    ]);
    await writeFile(join(folder, 'foreign.png'), foreign);
    const sent: string[] = [];
    const page = await enter({ dark: true }, '#/gallery');
    await page.locator('.tile').first().waitFor();
    page.on('request', (asked) => sent.push(`${asked.method()} ${asked.url()}`));
    await page.getByRole('button', { name: 'Read a recipe' }).click();
    await page.getByLabel('Choose a picture').setInputFiles(join(folder, 'foreign.png'));
    const dialog = page.getByRole('dialog', { name: 'The recipe of a picture' });
    await dialog.getByText('Euler a').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(sent.filter((line) => !line.startsWith('GET '))).toEqual([]);
    await dialog.getByRole('button', { name: 'Use the prompt' }).click();
    await expect
      .poll(() => page.locator('#prompt').inputValue())
      .toBe('ink painting of a crane, reeds');
  });
});
