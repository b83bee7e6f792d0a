import { maskColor } from './mask-strokes.ts';

/**
 * A mask that somebody made elsewhere, fitted to a picture so many pixels large: what shall change is
 * transparent in it, as image APIs want it, or white where nothing is transparent, as editors draw it.
 * Rejects what is no picture.
 */
export async function readMask(file: Blob, width: number, height: number): Promise<ImageBitmap> {
  const picture = await createImageBitmap(file);
  const surface = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!surface) throw new Error('This browser has no canvas.');
  surface.drawImage(picture, 0, 0, width, height);
  picture.close();
  const sheet = surface.getImageData(0, 0, width, height);
  keepMarks(sheet.data);
  surface.putImageData(sheet, 0, 0);
  surface.globalCompositeOperation = 'source-in';
  surface.fillStyle = maskColor;
  surface.fillRect(0, 0, width, height);
  return surface.canvas.transferToImageBitmap();
}

/** Makes what shall change opaque, and everything else transparent; four bytes a pixel. */
export function keepMarks(pixels: Uint8ClampedArray): void {
  const isClear = (at: number) => (pixels[at + 3] ?? 255) < 128;
  const isWhite = (at: number) =>
    (pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + 2] ?? 0) > 382;
  let hasClear = false;
  for (let at = 0; at < pixels.length && !hasClear; at += 4) hasClear = isClear(at);
  const isMark = hasClear ? isClear : isWhite;
  for (let at = 0; at < pixels.length; at += 4) pixels[at + 3] = isMark(at) ? 255 : 0;
}
