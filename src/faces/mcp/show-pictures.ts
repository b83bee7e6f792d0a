import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { App } from '../../app.ts';
import type { AssetFolder } from '../../core/asset-folder.ts';
import type { Asset } from '../../core/image.ts';
import { createImageScaler, type ScaledImage, type ScaleWish } from '../../kit/scale-image.ts';
import { say } from './texts.ts';
import type { ToolCall } from './tool.ts';

type Block = CallToolResult['content'][number];

/** Of one preview, as base64 at most 60 KB. */
const preview: ScaleWish = { maxSide: 512, maxBytes: 44_000, mediaType: 'image/webp' };
/** Larger ones break some chats for good. */
const maxFullSide = 2_000;
/** Of all pictures of one answer. */
const maxFullBytes = 500_000;
const large = { maxSide: maxFullSide, mediaType: 'image/webp' } as const;
const maxSourceBytes = 32 * 1024 * 1024;

const scale = createImageScaler();

/** The pictures themselves as far as the call wishes, and a note on each that cannot be shown so. */
export async function showPictures(
  assets: readonly Asset[],
  { show, options, caller: { locale } }: ToolCall,
): Promise<{ blocks: Block[]; notes: string[] }> {
  const blocks: Block[] = [];
  const notes: string[] = [];
  if (show === 'none') return { blocks, notes };
  let left = maxFullBytes;
  for (const asset of assets) {
    const whole = show === 'full' && fits(asset, left);
    const smaller = show === 'full' ? { ...large, maxBytes: left } : preview;
    const picture = await readSafely(asset, whole ? undefined : smaller, options.app);
    if (!picture || picture.bytes.length > left) {
      notes.push(say('preview_omitted', locale, { id: asset.id }));
      continue;
    }
    left -= picture.bytes.length;
    const data = picture.bytes.toString('base64');
    blocks.push({ type: 'image', data, mimeType: picture.mediaType });
    if (show === 'full' && !whole) notes.push(say('shown_smaller', locale, { id: asset.id }));
  }
  return { blocks, notes };
}

function fits({ size, width, height }: Asset, left: number): boolean {
  return size <= left && Math.max(width, height) <= maxFullSide;
}

/** What goes wrong here must not hide an image that was paid for. */
async function readSafely(asset: Asset, wish: ScaleWish | undefined, { assets, logger }: App) {
  try {
    return await readPicture(asset, wish, assets);
  } catch (cause) {
    logger.warn({ asset: asset.id, cause }, 'the image cannot be shown');
    return undefined;
  }
}

/** A preview of a picture that is kept nowhere yet; undefined where this machine cannot make one. */
export function scalePreview(bytes: Buffer): Promise<ScaledImage | undefined> {
  return scale(bytes, preview);
}

/** A picture's bytes as they are, or a smaller copy; undefined where there is none. */
export async function readPicture(
  { name, mediaType }: Asset,
  wish: ScaleWish | undefined,
  assets: AssetFolder,
): Promise<ScaledImage | undefined> {
  const file = await assets.open(name);
  if (!file || file.size > maxSourceBytes) return undefined;
  const bytes = await buffer(Readable.from(file.bytes()));
  return wish ? scale(bytes, wish) : { bytes, mediaType };
}
