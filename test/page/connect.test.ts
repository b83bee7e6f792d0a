import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { connectHttp } from '../e2e/mcp-client.ts';
import { openBrowser, visit } from './browser.ts';

let browser: Browser;
let server: ServeProcess;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServe()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

it('fills a fresh key with limits in when it is asked to, in texts and never in links', async () => {
  const { page, context, complaints } = await visit(browser, server.url);
  await page.getByRole('link', { name: 'Connect' }).click();
  await page.getByRole('radio', { name: 'Cursor' }).check();
  const snippet = page.locator('pre', { hasText: 'mcpServers' });
  const before = JSON.parse(await snippet.innerText());
  expect(before).toEqual({ mcpServers: { maliang: { url: `${server.url}/mcp` } } });

  await page.getByRole('button', { name: 'Make a key' }).click();
  const key = await page.getByText(/^mlk_[a-z2-7]{52}$/).innerText();
  const { mcpServers } = JSON.parse(await snippet.innerText());
  expect(mcpServers.maliang.headers).toEqual({ Authorization: `Bearer ${key.trim()}` });
  const link =
    (await page.getByRole('link', { name: 'Install in Cursor' }).getAttribute('href')) ?? '';
  const config = Buffer.from(new URL(link).searchParams.get('config') ?? '', 'base64').toString();
  expect(config).toContain('Bearer YOUR_KEY');

  const client = await connectHttp(server.url, '2026', key.trim());
  expect((await client.listTools()).tools.length).toBeGreaterThan(4);
  await client.close();
  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByText('30 requests a minute').waitFor();
  await page.getByText('at most 200 pictures a day').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
