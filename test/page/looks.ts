import type { Page } from 'playwright-core';
import { type WordKey, words } from '../../src/faces/web/words.ts';
import type { Visitor } from './browser.ts';

/** A visitor with a name, and the words that the page says to them. */
export interface Look extends Visitor {
  name: string;
  say(key: WordKey): string;
}

/** Both languages on both sizes, each theme with both. */
export const looks: readonly Look[] = [
  look('English, at a desk', { locale: 'en-US' }),
  look('English, on a phone', { locale: 'en-US', phone: true, dark: true }),
  look('Chinese, at a desk', { locale: 'zh-CN', dark: true }),
  look('Chinese, on a phone', { locale: 'zh-CN', phone: true }),
];

function look(name: string, visitor: Visitor): Look {
  const place = visitor.locale === 'zh-CN' ? 1 : 0;
  return { ...visitor, name, say: (key) => words[key][place] };
}

/** Goes to a view by its link, which stands above or below. */
export async function goTo(page: Page, view: string): Promise<void> {
  await page.locator(`nav a[href="#/${view}"]:visible`).click();
  await page.locator('main h1').first().waitFor({ state: 'attached' });
}
