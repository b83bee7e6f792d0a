import { gunzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { openBrowser, paint, seriousFindings, visit } from './browser.ts';

let browser: Browser;
let server: ServeProcess;
let locked: ServeProcess;
const adminKey = 'a-long-admin-key-for-the-page';

beforeAll(async () => {
  [browser, server, locked] = await Promise.all([
    openBrowser(),
    startServe(),
    startServe({ ADMIN_KEY: adminKey }),
  ]);
});

afterAll(async () => {
  await browser.close();
  await Promise.all([server.stop(), locked.stop()]);
});

async function get(path: string, accept = 'text/html') {
  const answer = await request(server.url + path, {
    headers: { accept, 'accept-encoding': 'gzip' },
  });
  return { ...answer, bytes: Buffer.from(await answer.body.arrayBuffer()) };
}

describe('what the server sends', () => {
  it('is at most 60 KB of script, compressed, before the first view, and kept for ever', async () => {
    const index = gunzipSync((await get('/')).bytes).toString();
    const scripts = [...index.matchAll(/(?:src|href)="\.(\/assets\/[^"]+\.js)"/g)];
    const answers = await Promise.all(scripts.map(([, path = '']) => get(path)));
    const sizes = answers.map(({ bytes }) => bytes.length);
    const sum = sizes.reduce((all, size) => all + size, 0);
    for (const { headers } of answers) expect(headers['content-encoding']).toBe('gzip');
    const kept = answers.filter(({ headers }) =>
      /immutable/.test(String(headers['cache-control'])),
    );
    expect(kept.length).toBe(answers.length - 1);
    expect(sum).toBeGreaterThan(10_000);
    expect(sum).toBeLessThanOrEqual(60_000);
  });

  it('comes under a policy without a word inline', async () => {
    const { headers, bytes } = await get('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(gunzipSync(bytes).toString()).not.toMatch(/<style|<script>|\son\w+=|\sstyle=/);
  });

  it('is a few lines of text for who does not read HTML', async () => {
    const { headers, bytes } = await get('/', '*/*');
    expect(headers['content-type']).toContain('text/plain');
    expect(bytes.toString()).toContain(`curl ${server.url}/v1/images/generations`);
  });

  it('is not found where it is not a file of the page', async () => {
    for (const name of ['nothing.js', '..%2Fmaliang.js', 'index.html']) {
      expect((await get(`/assets/${name}`)).statusCode).toBe(404);
    }
  });
});

describe('axe finds nothing serious', () => {
  const looks = [
    { locale: 'en-US', dark: false, phone: false },
    { locale: 'zh-CN', dark: true, phone: true },
  ] as const;

  for (const look of looks) {
    it(`on any view, in ${look.locale}${look.dark ? ', dark' : ''}${look.phone ? ', on a phone' : ''}`, async () => {
      const { page, context, complaints } = await visit(browser, server.url, look);
      expect(await seriousFindings(page)).toEqual([]);
      await paint(page, 'a picture for axe');
      expect(await seriousFindings(page)).toEqual([]);
      await showView(page, 'gallery', '.tile');
      expect(await seriousFindings(page)).toEqual([]);
      await page.locator('.tile').first().click();
      await page.locator('dialog dl').first().waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
      await showView(page, 'keys', 'form [name=name]');
      expect(await seriousFindings(page)).toEqual([]);
      await showView(page, 'connect', 'pre');
      expect(await seriousFindings(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await context.close();
    });
  }

  async function showView(page: Page, view: string, sign: string): Promise<void> {
    await page.locator(`nav a[href="#/${view}"]:visible`).click();
    await page.locator(sign).first().waitFor();
  }
});

describe('a server with a key', () => {
  it('asks for it, says when it is wrong, and never puts it into an address', async () => {
    const { page, context } = await visit(browser, locked.url);
    const addresses: string[] = [];
    page.on('request', (asked) => addresses.push(asked.url()));
    const box = page.getByRole('dialog').getByLabel('Key', { exact: true });
    await box.fill('wrong');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('dialog').getByText('ADMIN_KEY').first().waitFor();
    await box.fill(adminKey);
    await page.getByRole('button', { name: 'Open' }).click();
    await paint(page, 'behind a door');
    expect(addresses.filter((address) => address.includes(adminKey))).toEqual([]);
    expect(await page.evaluate(() => localStorage.getItem('maliang.key'))).toBeNull();
    await page.reload();
    await page.getByRole('button', { name: 'Paint', exact: true }).waitFor();
    await expect(page.getByRole('dialog').count()).resolves.toBe(0);
    await context.close();
  });

  it('makes keys with limits in plain words, and shows each secret once', async () => {
    const { page, context } = await visit(browser, server.url);
    await page.getByRole('link', { name: 'Keys' }).click();
    await page.getByLabel('Whose is it?').fill('Lin');
    await page.getByLabel('US dollars a day').fill('0.10');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const secret = await page.getByText(/^mlk_[a-z2-7]{52}/).innerText();
    await page.getByText('at most $0.10 a day').waitFor();
    await page.reload();
    await page.getByText('at most $0.10 a day').waitFor();
    expect(await page.content()).not.toContain(secret.trim());
    await context.close();
  });
});
