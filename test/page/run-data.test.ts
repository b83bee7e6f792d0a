import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeMeasured } from '../../src/core/doctor/measured.ts';
import { openStore } from '../../src/store/open-store.ts';
import { accepted, ended, sampleAsset, sampleGeneration } from '../contract/store-samples.ts';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { openBrowser, seriousFindings, visit, type Window } from './browser.ts';

/** Where Ollama listens, and so where it is looked for. */
const ollama = 'http://127.0.0.1:11434';
const deadLink = 'http://127.0.0.1:9/gone.png';

let browser: Browser;
let server: ServeProcess;
let local: Server;
let folder: string;
let open: Window | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maliang-data-'));
  await hostDeadLink();
  const traits = { size: 'ignored', n: 'honoured' } as const;
  const row = {
    provider: 'xai',
    model: 'grok-imagine-image-2.0',
    on: '2026-11-20',
    size: '1:1',
    traits,
  };
  await writeFile(join(folder, 'measured-models.json'), writeMeasured([row]));
  local = await listenAsOllama();
  [browser, server] = await Promise.all([
    openBrowser(),
    startServe({
      DATA_DIR: folder,
      XAI_API_KEY: 'xai-operator',
      XAI_BASE_URL: 'http://127.0.0.1:9',
    }),
  ]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  local.close();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  await open?.context.close();
  expect(open?.complaints ?? []).toEqual([]);
  open = undefined;
});

/** A picture whose host does not show it any more. */
async function hostDeadLink(): Promise<void> {
  const store = await openStore({ directory: folder });
  const generation = sampleGeneration();
  const asset = sampleAsset({ generationId: generation.id, host: 'lsky' });
  const { id } = asset;
  await store.journal.append(accepted(generation));
  await store.journal.append({ type: 'asset-durable', asset });
  const hosted = { type: 'asset-hosted', id, host: 'lsky', deleteRef: undefined } as const;
  await store.journal.append({ ...hosted, url: deadLink });
  await store.journal.append(ended(generation.id));
  await store.close();
}

/** As Ollama answers; where somebody runs a real one, that one is found. */
async function listenAsOllama(): Promise<Server> {
  const fake = createServer(({ url }, answer) => {
    const isKnown = url === '/api/version';
    answer.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
    answer.end(isKnown ? '{"version":"0.99.1"}' : '{}');
  });
  await new Promise<void>((resolve) => {
    fake.once('listening', resolve).once('error', () => resolve());
    fake.listen(11434, '127.0.0.1');
  });
  return fake;
}

async function show(section: string, locale: 'en-US' | 'zh-CN' = 'en-US'): Promise<Page> {
  open = await visit(browser, `${server.url}/#/settings/${section}`, { locale });
  return open.page;
}

describe('the hosts', () => {
  it('tell which of their links show nothing any more, once asked', async () => {
    const page = await show('hosts');
    await page.getByRole('button', { name: 'Check links of lsky' }).click();
    await page.getByText('0 of 1 links that were asked for work').waitFor();
    await page.getByRole('link', { name: deadLink }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });
});

describe('the providers', () => {
  it('show what the doctor found out about a model', async () => {
    const page = await show('providers');
    await page.getByText('Shape: taken and not followed').waitFor();
    await page.getByText('How many: as asked').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('show servers on this machine once they are looked for, and how to use them', async () => {
    const page = await show('providers', 'zh-CN');
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByText(ollama, { exact: true }).waitFor();
    await page.getByText('OLLAMA_BASE_URL').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });
});
