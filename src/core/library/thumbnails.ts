import type { AssetFolder, OpenAsset } from '../asset-folder.ts';

/** Widths that small copies have, in pixels; no other is made, so that nobody fills the disk. */
export const thumbnailWidths = [256, 512, 1024] as const;

/** The width of a small copy, in pixels. */
export type ThumbnailWidth = (typeof thumbnailWidths)[number];

/** Small copies of pictures that lie here, made when they are first asked for. */
export interface Thumbnails {
  /**
   * A WebP of that width; undefined where the picture itself is to be shown, because it is not
   * here, is small, or cannot be made smaller on this machine. What `signal` tells that nobody waits
   * for any more is not made.
   */
  open(name: string, width: ThumbnailWidth, signal?: AbortSignal): Promise<OpenAsset | undefined>;
  /** Removes every small copy of a picture. */
  remove(name: string): Promise<void>;
}

/** The asset folder, whose pictures take their small copies along when they are removed. */
export function forgetThumbnails(assets: AssetFolder, thumbnails: Thumbnails): AssetFolder {
  const remove = async (name: string) => {
    await assets.remove(name);
    await thumbnails.remove(name);
  };
  return Object.create(assets, { remove: { value: remove } }) as AssetFolder;
}
