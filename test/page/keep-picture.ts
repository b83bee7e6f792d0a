import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));

/** Takes a picture of the page for the docs, as `docs/images/<name>.png`, where `KEEP_PICTURES` is set. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  if (process.env.KEEP_PICTURES === undefined) return;
  await page.waitForTimeout(400);
  const picture = await page.screenshot();
  await sharp(picture).png({ palette: true, quality: 92 }).toFile(`${folder}${name}.png`);
}
