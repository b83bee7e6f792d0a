import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { accepted, ended, sampleGeneration } from '../contract/store-samples.ts';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { openBrowser, visit } from './browser.ts';

const many = 50_000;
const atOnce = 5000;
const things = ['狐狸', '山水', '竹林', '小船', '灯塔', '雪夜', '花园', '星空'];
const moods = ['水墨风格', '清晨的薄雾里', '黄昏时分', '在月光下', '油画质感'];

let browser: Browser;
let server: ServeProcess;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maliang-search-'));
  await fillRecords(folder);
  [browser, server] = await Promise.all([openBrowser(), startServe({ DATA_DIR: folder })]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function promptOf(at: number): string {
  if (at === 123) return '白鹤掠过芦苇荡';
  if (at === 40_321) return 'A heron over the reeds, 白鹤，工笔';
  return `${things[at % things.length]}，${moods[at % moods.length]}，第 ${at} 张`;
}

async function fillRecords(directory: string): Promise<void> {
  const store = await openStore({ directory });
  for (let from = 0; from < many; from += atOnce) {
    const written = Array.from({ length: atOnce }, (_, place) => {
      const at = from + place;
      const generation = sampleGeneration({
        prompt: promptOf(at),
        provider: at % 2 === 0 ? 'openai' : 'xai',
        createdAt: 1_600_000_000_000 + at * 1000,
      });
      return [
        store.journal.append(accepted(generation)),
        store.journal.append(ended(generation.id, { state: 'failed' })),
      ];
    });
    await Promise.all(written.flat());
  }
  await store.close();
}

describe('a search among 50,000 records', () => {
  it('finds two Chinese characters in the page, and narrows further by provider', async () => {
    const { page, context, complaints } = await visit(browser, `${server.url}/#/gallery`, {
      locale: 'zh-CN',
    });
    await page.locator('.tile').first().waitFor();
    const begun = Date.now();
    await page.getByRole('searchbox').fill('白鹤');
    await page.getByRole('button', { name: '白鹤掠过芦苇荡' }).waitFor();
    await expect.poll(() => page.locator('.tile').count()).toBe(2);
    const found = Date.now() - begun;
    await page.getByLabel('服务商').selectOption('openai');
    await expect.poll(() => page.locator('.tile').count()).toBe(0);
    await page.getByText('没有符合条件的作品').waitFor();
    await page.getByRole('button', { name: '显示全部' }).click();
    await page.getByRole('searchbox').fill('heron 工笔');
    await expect.poll(() => page.locator('.tile').count()).toBe(1);
    console.log(`two Chinese characters among 50,000 records: shown after ${found} ms`);
    expect(found).toBeLessThan(3000);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
