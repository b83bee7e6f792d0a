import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Debian's own; `prepare-tests.mjs` installs it. */
const executablePath = '/usr/bin/chromium';
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real browser, with an empty profile of its own. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: quiet, headless: true });
}

/** A window onto the page, and everything it complained of. */
export interface Window {
  page: Page;
  context: BrowserContext;
  /** Errors of scripts, and of the console, among them everything the policy refused. */
  complaints: string[];
}

/** How a visitor comes. */
export interface Visitor {
  locale?: 'en-US' | 'zh-CN';
  dark?: boolean;
  phone?: boolean;
}

/** Opens the page of a server for a new visitor. */
export async function visit(
  browser: Browser,
  url: string,
  { locale = 'en-US', dark = false, phone = false }: Visitor = {},
): Promise<Window> {
  const context = await browser.newContext({
    locale,
    colorScheme: dark ? 'dark' : 'light',
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    isMobile: phone,
    hasTouch: phone,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.addInitScript(watchShifts);
  await page.goto(url);
  return { page, context, complaints };
}

/** Runs in the page: adds up how much of it moved without the visitor having done anything. */
function watchShifts(): void {
  const told = { shift: 0 };
  Object.assign(globalThis, { told });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, hadRecentInput } = entry as unknown as Record<
        'value' | 'hadRecentInput',
        number
      >;
      if (!hadRecentInput) told.shift += value ?? 0;
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** How much of the page has moved so far; 0.1 is what is called good. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { told: { shift: number } }).told.shift);
}

/** Asks for pictures and waits until they are there. */
export async function paint(page: Page, prompt: string): Promise<void> {
  await page.locator('#prompt').fill(prompt);
  // The models have to be known before anything can be asked of them.
  await page.locator('form button[type=submit]:enabled').waitFor();
  await page.locator('#prompt').press('Control+Enter');
  const run = page.locator('article').first();
  await run.and(page.locator(`[aria-busy=false][aria-label="${prompt}"]`)).waitFor();
  await run.locator('li img[src^="i/"]').first().waitFor();
}

/** What axe finds serious or critical, a line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.evaluate(await readFile(axe, 'utf8'));
  return page.evaluate(async () => {
    interface Finding {
      id: string;
      impact: string;
      nodes: { html: string; failureSummary: string }[];
    }
    const run = Reflect.get(globalThis, 'axe') as { run(): Promise<{ violations: Finding[] }> };
    const { violations } = await run.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
  });
}
