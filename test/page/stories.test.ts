import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectCommand } from '../e2e/connect-command.ts';
import { bundle, createSandbox, type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { connectHttp } from '../e2e/mcp-client.ts';
import { postJson } from '../e2e/post-json.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { openBrowser, paint, visit, type Window } from './browser.ts';
import { comparePictures } from './compare-pictures.ts';
import { goTo, type Look, looks } from './looks.ts';
import { countPreviews, watchPreviews } from './previews.ts';

const adminKey = 'a-long-admin-key-for-the-page';
const admin = { authorization: `Bearer ${adminKey}` };

let browser: Browser;
let upstream: FakeUpstream;
/** The demo painter, for whoever sits at this machine. */
let demo: ServeProcess;
/** A provider that costs money, behind keys. */
let paid: ServeProcess;
let open: Window | undefined;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  [browser, demo, paid] = await Promise.all([
    openBrowser(),
    startServe(),
    startServe({
      XAI_API_KEY: 'xai-operator',
      XAI_BASE_URL: upstream.baseUrl,
      ADMIN_KEY: adminKey,
      CONFIRM_ABOVE_USD: '0.15',
    }),
  ]);
});

afterAll(async () => {
  await browser.close();
  await Promise.all([demo.stop(), paid.stop()]);
  await upstream.close();
});

afterEach(async () => {
  await open?.context.close();
  expect(open?.complaints ?? []).toEqual([]);
  open = undefined;
});

async function enter(look: Look, server = demo): Promise<Page> {
  open = await visit(browser, server.url, look);
  return open.page;
}

async function enterWith(key: string, look: Look): Promise<Page> {
  const page = await enter(look, paid);
  await page.getByRole('dialog').locator('input[name=key]').fill(key);
  await page.getByRole('dialog').locator('button[type=submit]').click();
  await page.locator('#style').waitFor();
  // That a key is wanted is told by a 401, which a browser writes down.
  open?.complaints.splice(0);
  return page;
}

/** What takes seconds is told in each language and on each size, and not in all four. */
const slowLooks = looks.filter(({ locale, phone }) => (locale === 'zh-CN') === Boolean(phone));

const firstPicture = 'article img[src^="i/"]';

describe.each(looks)('in $name', (look) => {
  const { say } = look;

  it('the first start leads from the printed token to the first picture', async () => {
    const server = await startServe({ HOST: '0.0.0.0' });
    const started = Date.now();
    const page = await enter(look, {
      ...server,
      url: server.url.replace('localhost', '127.0.0.1'),
    });
    const dialog = page.getByRole('dialog');
    const token = /setup_[a-z2-7]{26}/.exec(server.log())?.[0] ?? 'none was printed';
    await dialog.getByLabel(say('setup.token')).fill(token);
    await dialog.getByRole('button', { name: say('setup.become') }).click();
    await dialog.getByText(/^mlk_[a-z2-7]{52}$/).waitFor();
    await dialog.getByRole('button', { name: say('setup.start') }).click();
    await paint(page, 'the first picture');
    const took = Date.now() - started;
    console.log(`${look.name}: from the address to the first picture: ${took} ms`);
    expect(took).toBeLessThan(10_000);
    open?.complaints.splice(0);
    await server.stop();
  });

  it('a prompt becomes previews, then a picture whose link opens for everybody', async () => {
    const page = await enter(look);
    await watchPreviews(page);
    await paint(page, 'a [quiet] lake');
    expect(await countPreviews(page)).toBeGreaterThan(1);
    await page.getByLabel(say('copy.format')).selectOption('markdown');
    await page.getByText(say('copy.done')).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const [, alt, url] = /^!\[(.*)\]\((http\S+\/i\/[a-z2-7]{26}\.png)\)$/.exec(copied) ?? [];
    expect(alt).toBe('a \\[quiet\\] lake');
    const stranger = await browser.newContext();
    const answer = await (await stranger.newPage()).goto(String(url));
    expect(answer?.headers()['content-type']).toBe('image/png');
    await stranger.close();
  });
});

describe.each(slowLooks)('in $name', (look) => {
  const { say } = look;

  it('an edit with a drawn mask changes nothing outside of it', async () => {
    const page = await enter(look);
    await paint(page, 'a lake in the morning');
    const before = await page.locator(firstPicture).last().getAttribute('src');
    await page
      .locator('article')
      .getByRole('button', { name: say('picture.edit') })
      .click();
    await page.getByRole('button', { name: say('mask.add') }).click();
    await page.getByRole('button', { name: say('mask.rectangle') }).click();
    const area = (await page.locator('canvas').boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    await page.mouse.move(area.x + area.width * 0.5, area.y + area.height * 0.5);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width, area.y + area.height, { steps: 3 });
    await page.mouse.up();
    await page.getByRole('button', { name: say('mask.done') }).click();
    await page.getByRole('button', { name: say('mask.change') }).waitFor();
    await paint(page, 'a desert at night');
    const after = await page.locator('article').first().locator('img').last().getAttribute('src');
    const [outside, inside] = await comparePictures(page, before, after);
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(1000);
  });

  it('a job goes on when the page is loaded again in the middle', async () => {
    const page = await enterWith(adminKey, look);
    const before = upstream.charges;
    upstream.mode({ mode: 'paint', latencyMs: 1500 });
    await page.getByLabel(say('create.more')).click();
    await page.locator('#prompt').fill('two views of a river');
    await page.getByRole('button', { name: say('create.paint'), exact: true }).click();
    await page.waitForFunction(() => /gen_/.test(sessionStorage.getItem('maliang.runs') ?? ''));
    await page.reload();
    const run = page.locator('article[aria-label="two views of a river"]');
    await run.and(page.locator('[aria-busy=false]')).waitFor();
    await run.locator('li:nth-child(2) img[src^="i/"]').waitFor();
    expect(await run.count()).toBe(1);
    expect(upstream.charges - before).toBe(2);
    upstream.mode('paint');
  });

  it('a price above the limit is asked about, and nothing is painted before it is agreed to', async () => {
    const page = await enterWith(adminKey, look);
    for (let more = 0; more < 8; more += 1) await page.getByLabel(say('create.more')).click();
    upstream.requests.splice(0);
    await page.locator('#prompt').fill('nine of them');
    await page.locator('#prompt').press('Control+Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('$0.15').waitFor();
    // Enter does what costs nothing.
    await page.keyboard.press('Enter');
    await page.getByText(say('run.cancelled')).waitFor();
    expect(upstream.paints()).toEqual([]);
    await page.getByRole('button', { name: say('run.retry') }).click();
    await dialog.getByRole('button', { name: say('consent.yes') }).click();
    await page.locator(firstPicture).nth(8).waitFor();
    // A browser writes refusals down.
    open?.complaints.splice(0);
  });

  it('a key of $0.10 that is used up says so, and the cost view says what was paid', async () => {
    const wish = { name: `ten cents ${look.name}`, usd_per_day: 0.1 };
    const made = await postJson(`${paid.url}/v1/keys`, wish, admin);
    const { secret } = made.json as unknown as { secret: string };
    const page = await enterWith(secret, look);
    await page.locator('#prompt').fill('more than it can pay');
    const newest = page.locator('article').first();
    const alert = newest.getByRole('alert');
    for (let tries = 0; tries < 12 && (await alert.count()) === 0; tries += 1) {
      await page.getByRole('button', { name: say('create.paint'), exact: true }).click();
      await newest.and(page.locator('[aria-busy=false]')).waitFor();
    }
    await expect(alert.innerText()).resolves.toMatch(/\$0\.10/);
    open?.complaints.splice(0);
    await open?.context.close();

    const operator = await enterWith(adminKey, look);
    await goTo(operator, 'settings');
    await operator.locator('figure svg').waitFor();
    const totals = await operator.locator('section dl').innerText();
    expect(totals).toMatch(/\$\d+\.\d*[1-9]/);
    expect(totals).not.toContain('$0.00');
    await operator.getByRole('radio', { name: say('spend.key') }).check();
    await operator.getByRole('rowheader', { name: wish.name }).waitFor();
  });

  it('Connect has a configuration that really starts, by address and by command', async () => {
    const page = await enterWith(adminKey, look);
    await goTo(page, 'connect');
    const program = (name: string) => page.getByRole('radio', { name, exact: true }).check();
    const snippet = page.locator('pre').filter({ hasText: 'mcpServers' });
    await program('Cursor');
    await page.getByRole('button', { name: say('connect.make') }).click();
    const key = (await page.getByText(/^mlk_[a-z2-7]{52}$/).innerText()).trim();
    const told = JSON.parse(await snippet.innerText()).mcpServers.maliang;
    expect(told).toEqual({
      url: `${paid.url}/mcp`,
      headers: { Authorization: `Bearer ${key}` },
    });
    const remote = await connectHttp(told.url.replace(/\/mcp$/, ''), '2026', key);
    expect((await remote.listTools()).tools.length).toBeGreaterThan(4);
    await remote.close();

    await program(say('connect.stdio'));
    await page.reload();
    expect(await page.getByRole('radio', { name: say('connect.stdio') }).isChecked()).toBe(true);
    const { command, args, env } = JSON.parse(await snippet.innerText()).mcpServers.maliang;
    expect([command, ...args.slice(0, 2)]).toEqual(['npx', '-y', 'maliang']);
    const sandbox = await createSandbox(env);
    const words = [process.execPath, bundle, ...args.slice(2)];
    const local = await connectCommand(words, sandbox, '2026');
    expect((await local.listTools()).tools.length).toBeGreaterThan(4);
    await local.close();
    await sandbox.remove();
  });
});
