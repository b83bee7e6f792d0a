import type { AssetFolder } from '../../core/asset-folder.ts';
import { type Thumbnails, thumbnailWidths } from '../../core/library/thumbnails.ts';
import type { FileShrinker } from '../../kit/shrink-file.ts';
import { createBoundedFolder } from './bounded-folder.ts';

/** What small copies are made from, and where they lie. */
export interface ThumbnailOptions {
  /** Holds nothing but small copies, and may be emptied at any time. */
  directory: string;
  assets: Pick<AssetFolder, 'open' | 'path'>;
  shrink: FileShrinker;
  /** Of all of them together, in bytes: beyond that those unused longest go. */
  maxBytes?: number;
  /** How many are made at once. */
  atOnce?: number;
}

const usualBytes = 512 * 1024 * 1024;
/** What is no larger, in bytes, is its own small copy. */
const smallEnough = 48 * 1024;

/** Small copies in a folder of their own, the latest used last to go. */
export function createThumbnailFolder(options: ThumbnailOptions): Thumbnails {
  const { directory, assets, shrink, maxBytes = usualBytes, atOnce = 2 } = options;
  const folder = createBoundedFolder(directory, maxBytes);
  const inTurn = limitAtOnce(atOnce);
  const making = new Map<string, Promise<boolean>>();

  async function make(name: string, file: string, width: number, signal: AbortSignal | undefined) {
    const from = assets.path(name);
    if (from === undefined || signal?.aborted) return false;
    if (!(await shrink(from, { width, to: folder.path(file) }))) return false;
    await folder.add(file);
    // Removed while it was made: nothing of it may stay.
    if (!(await assets.open(name))) await folder.remove(file);
    return true;
  }

  return {
    async open(name, width, signal) {
      const original = await assets.open(name);
      if (!original || original.size <= smallEnough) return undefined;
      const file = `${name}-${width}.webp`;
      try {
        const there = await folder.open(file);
        if (there) return there;
        // Whoever began it may have left before its turn came.
        const begun = making.get(file);
        if (begun && (await begun)) return await folder.open(file);
        if (signal?.aborted) return undefined;
        const work = inTurn(() => make(name, file, width, signal)).finally(() =>
          making.delete(file),
        );
        making.set(file, work);
        return (await work) ? await folder.open(file) : undefined;
      } catch {
        // A full or read-only disk keeps nobody from the picture itself.
        folder.forget();
        return undefined;
      }
    },
    async remove(name) {
      for (const width of thumbnailWidths) {
        await folder.remove(`${name}-${width}.webp`).catch(() => {});
      }
    },
  };
}

/** Lets so much work run at once; the latest asked is the next, as it is what somebody looks at. */
function limitAtOnce(most: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.pop();
      if (next) next();
      else running -= 1;
    }
  };
}
