import type { Page } from 'playwright-core';

/** Notes from now on every preview that is shown. */
export function watchPreviews(page: Page): Promise<void> {
  return page.evaluate(() => {
    const previews = new Set<string>();
    Object.assign(globalThis, { previews });
    new MutationObserver(() => {
      const shown = document.querySelectorAll<HTMLImageElement>('article img[src^="blob:"]');
      for (const { src } of shown) previews.add(src);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}

/** How many different previews were shown since. */
export function countPreviews(page: Page): Promise<number> {
  return page.evaluate(() => (Reflect.get(globalThis, 'previews') as Set<string>).size);
}
