import { rename, rm } from 'node:fs/promises';

/** What a small copy of a picture shall be. */
export interface ShrinkWish {
  /** In pixels; what is no wider keeps its width. */
  width: number;
  /** Of the small copy, which is written beside it first and then put in its place. */
  to: string;
}

/** Writes a small WebP of the picture in a file; false where this machine cannot. */
export type FileShrinker = (from: string, wish: ShrinkWish) => Promise<boolean>;

type Sharp = typeof import('sharp').default;

const maxPixels = 100_000_000;
const quality = 78;

/** Makes the shrinker: `sharp`, loaded with the first picture and reading from the file as it goes. */
export function createFileShrinker(
  load: () => Promise<Sharp> = async () => (await import('sharp')).default,
): FileShrinker {
  let loading: Promise<Sharp | undefined> | undefined;
  return async (from, { width, to }) => {
    loading ??= load().then(prepare, () => undefined);
    const sharp = await loading;
    if (!sharp) return false;
    const unfinished = `${to}.part`;
    try {
      await sharp(from, { limitInputPixels: maxPixels, sequentialRead: true })
        .autoOrient()
        .resize({ width, withoutEnlargement: true })
        .webp({ quality, effort: 2 })
        .toFile(unfinished);
      await rename(unfinished, to);
      return true;
    } catch {
      // What cannot be decoded has no small copy, and is no error of the one who asked.
      await rm(unfinished, { force: true });
      return false;
    }
  };
}

/** It would keep files and threads for more pictures than we ever show. */
function prepare(sharp: Sharp): Sharp {
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}
