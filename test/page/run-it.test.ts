import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createSandbox,
  runMaliang,
  type ServeProcess,
  startServe,
} from '../e2e/maliang-process.ts';
import { postJson } from '../e2e/post-json.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { openBrowser, paint, seriousFindings, visit, type Window } from './browser.ts';

let browser: Browser;
let open: Window | undefined;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

afterEach(async () => {
  await open?.context.close();
  open = undefined;
});

describe('the first start of a server that others can reach', () => {
  it('leads from the printed token to the first picture within ten seconds', async () => {
    const server = await startServe({ HOST: '0.0.0.0' });
    const local = server.url.replace('localhost', '127.0.0.1');
    const token = await readToken(server);
    const started = Date.now();
    open = await visit(browser, local);
    const { page } = open;
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Setup token').fill(token);
    await dialog.getByRole('button', { name: 'Become the operator' }).click();
    const secret = (await dialog.getByText(/^mlk_[a-z2-7]{52}$/).innerText()).trim();
    await dialog.getByRole('button', { name: 'Begin' }).click();
    await paint(page, 'the first picture');
    expect(Date.now() - started).toBeLessThan(10_000);

    const again = await postJson(`${local}/setup`, { token }, {});
    expect(again.status).toBe(403);
    expect(await (await page.request.get(`${local}/setup`)).json()).toMatchObject({
      needed: false,
    });
    const nobody = await page.request.get(`${local}/v1/keys`);
    expect(nobody.status()).toBe(401);
    const operator = { authorization: `Bearer ${secret}` };
    const keys = await page.request.get(`${local}/v1/keys`, { headers: operator });
    expect(await keys.text()).not.toContain(secret);
    expect((await keys.json()) as object).toMatchObject({ data: [{ operator: true }] });
    expect(server.log()).not.toContain(secret);
    await server.stop();
  });

  it('has no token on a machine of one’s own, nor where there is an ADMIN_KEY', async () => {
    const closed: Record<string, string> = { HOST: '0.0.0.0', ADMIN_KEY: 'a-long-admin-key' };
    for (const env of [{}, closed]) {
      const server = await startServe(env);
      const answer = await fetch(`${server.url.replace('localhost', '127.0.0.1')}/setup`);
      expect(await answer.json()).toMatchObject({ needed: false });
      expect(server.log()).not.toContain('setup_');
      await server.stop();
    }
  });
});

async function readToken(server: ServeProcess): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const token = /setup_[a-z2-7]{26}/.exec(server.log())?.[0];
    if (token) return token;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no token in: ${server.log()}`);
}

describe('a wrong setup token', () => {
  it('is refused in words that say where to look, and the right one still works', async () => {
    const server = await startServe({ HOST: '0.0.0.0', LANG: 'zh_CN.UTF-8' });
    open = await visit(browser, server.url.replace('localhost', '127.0.0.1'), {
      locale: 'zh-CN',
      phone: true,
      dark: true,
    });
    const { page } = open;
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('设置令牌').fill('setup_wrong');
    await dialog.getByRole('button', { name: '成为运营者' }).click();
    await dialog.getByText('设置令牌不正确').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByLabel('设置令牌').fill(await readToken(server));
    await dialog.getByRole('button', { name: '成为运营者' }).click();
    await dialog.getByText(/^mlk_/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await server.stop();
  });
});

describe('running it', () => {
  const adminKey = 'a-long-admin-key-for-the-page';
  const admin = { authorization: `Bearer ${adminKey}` };
  let upstream: FakeUpstream;
  let server: ServeProcess;

  beforeAll(async () => {
    upstream = await startFakeUpstream();
    server = await startServe({
      XAI_API_KEY: 'xai-a-secret-of-the-operator',
      XAI_BASE_URL: upstream.baseUrl,
      ASSUMED_PRICE_USD: '0.04',
      ADMIN_KEY: adminKey,
      RATE_LIMIT: '7',
    });
  });

  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  async function enter(key = adminKey, look: Parameters<typeof visit>[2] = {}): Promise<Page> {
    open = await visit(browser, server.url, look);
    const { page } = open;
    await page.getByRole('dialog').locator('input[name=key]').fill(key);
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.locator('#style').waitFor();
    return page;
  }

  async function showSection(page: Page, name: string): Promise<void> {
    await page.evaluate((item) => {
      location.hash = `#/settings/${item}`;
    }, name);
    await page.locator(`nav a[href="#/settings/${name}"][aria-current=page]`).waitFor();
    await page.locator('section [aria-busy=true]').waitFor({ state: 'detached' });
  }

  it('shows what was paid, by day, model and key, and never a zero for what nobody knows', async () => {
    const page = await enter();
    await paint(page, 'something that costs');
    await showSection(page, 'cost');
    await page.locator('figure svg').waitFor();
    const totals = await page.locator('section dl').innerText();
    expect(totals).toMatch(/\$0\.\d*[1-9]/);
    expect(totals).not.toContain('$0.00');
    await page.getByRole('radio', { name: 'Key' }).check();
    await page.getByRole('rowheader', { name: 'the operator' }).waitFor();
    await page.getByRole('radio', { name: 'Model' }).check();
    await page.getByRole('rowheader', { name: /^xai\// }).waitFor();
  });

  it('tells the same on the command line', async () => {
    const sandbox = await createSandbox();
    const told = await runMaliang(['cost', 'model'], {
      ...sandbox,
      env: { ...sandbox.env, DATA_DIR: `${server.folder}/data` },
    });
    expect(told.code).toBe(0);
    expect(told.stdout).toMatch(/^xai\/\S+ +\$0\.\d+ exact/m);
    const wrong = await runMaliang(['cost', 'colour'], sandbox);
    expect(wrong.code).toBe(2);
    await sandbox.remove();
  });

  it('asks a provider only when the button is pressed', async () => {
    const page = await enter();
    const before = upstream.requests.length;
    await showSection(page, 'providers');
    expect(upstream.requests.length).toBe(before);
    await page.getByRole('button', { name: 'Ask it now: xai' }).click();
    await page.getByText('Answers, and takes the key').waitFor();
    expect(upstream.requests.length).toBeGreaterThan(before);
  });

  it('shows where each setting came from, and of secrets only that they are set', async () => {
    const page = await enter();
    await showSection(page, 'settings');
    const rate = page
      .getByRole('listitem')
      .filter({ has: page.getByText('RATE_LIMIT', { exact: true }) });
    await expect(rate.innerText()).resolves.toMatch(/7\s+environment · Usually: 5/);
    const secret = page
      .getByRole('listitem')
      .filter({ has: page.getByText('XAI_API_KEY', { exact: true }) });
    await expect(secret.innerText()).resolves.toContain('set, not shown');
    const answer = await page.request.get(`${server.url}/v1/settings`, { headers: admin });
    expect(await answer.text()).not.toContain('xai-a-secret');
    expect(await answer.text()).not.toContain(adminKey);
  });

  it('says what failed lately in plain words', async () => {
    upstream.mode('moderation');
    await postJson(`${server.url}/v1/images/generations`, { prompt: 'a refused wish' }, admin);
    upstream.mode('paint');
    const page = await enter();
    await showSection(page, 'failures');
    await page.getByText('Show the requests').first().click();
    await page.getByRole('link', { name: 'a refused wish' }).waitFor();
  });

  it('opens nothing of it to a key', async () => {
    const made = await postJson(`${server.url}/v1/keys`, { name: 'a guest' }, admin);
    const { secret } = made.json as unknown as { secret: string };
    const headers = { authorization: `Bearer ${secret}` };
    for (const closed of ['providers', 'settings', 'hosts']) {
      expect((await fetch(`${server.url}/v1/${closed}`, { headers })).status).toBe(403);
    }
    const own = await fetch(`${server.url}/v1/usage`, { headers });
    expect(await own.json()).toMatchObject({ total: { exact: { usd: 0 } } });
  });

  for (const look of [
    { locale: 'en-US', dark: true },
    { locale: 'zh-CN', phone: true },
  ] as const) {
    it(`has nothing that axe finds serious, nor anything beyond the window, in ${look.locale}`, async () => {
      const page = await enter(adminKey, look);
      for (const name of ['cost', 'limits', 'providers', 'hosts', 'failures', 'settings']) {
        await showSection(page, name);
        expect(await seriousFindings(page)).toEqual([]);
        const overhang = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overhang).toBe(0);
      }
    });
  }
});
