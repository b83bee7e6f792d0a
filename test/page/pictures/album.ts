import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';

const folder = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

/** What one picture may take, in bytes; a whole wall of pictures takes most. */
export const most = 270_000;

/** Throws away the pictures in one language, so that none is left which nothing takes any more. */
export async function emptyAlbum(language: 'en' | 'zh'): Promise<void> {
  await rm(join(folder, language), { recursive: true, force: true });
}

/**
 * Keeps what the page shows in both themes, as `<view>-<theme>[-phone].png` below
 * `docs/images/`; `name` is `en/<view>` or `zh/<view>`, and `-phone` where it is one. Answers with the
 * size of each in bytes.
 */
export async function keepInBothThemes(page: Page, name: string): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(350);
    await page.evaluate(waitForFrames);
    const file = nameOf(name, colorScheme);
    const picture = await shrink(await page.screenshot());
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), picture);
    sizes[file] = picture.length;
  }
  return sizes;
}

/** Runs in the page: until what is new has been drawn, also on a busy machine. */
function waitForFrames(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}

function nameOf(name: string, theme: string): string {
  const [, view = name, phone = ''] = /^(.*?)(-phone)?$/.exec(name) ?? [];
  return `${view}-${theme}${phone}.png`;
}

/** As many colours as fit. */
async function shrink(picture: Buffer): Promise<Buffer> {
  let small = picture;
  for (const colours of [256, 96, 48, 32]) {
    small = await sharp(picture)
      .png({ palette: true, colours, effort: 6, compressionLevel: 9, dither: 0.5 })
      .toBuffer();
    if (small.length <= most) break;
  }
  return small;
}
