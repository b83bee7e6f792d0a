import type { PixelImage } from './png.ts';

/** The size with its longer side at most `maxSide`, in the same shape; never larger than it was. */
export function fitInside(
  { width, height }: { width: number; height: number },
  maxSide: number,
): { width: number; height: number } {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}

/** A smaller copy: every new pixel is the mean of those it covers, the clear ones counting less. */
export function shrinkPixels(image: PixelImage, maxSide: number): PixelImage {
  const { channels } = image;
  const { width, height } = fitInside(image, maxSide);
  if (width === image.width && height === image.height) return image;
  const pixels = new Uint8Array(width * height * channels);
  const columns = edges(image.width, width);
  const rows = edges(image.height, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const box = { left: at(columns, x), right: at(columns, x + 1), top: at(rows, y) };
      averageBox(image, { ...box, bottom: at(rows, y + 1) }, pixels, (y * width + x) * channels);
    }
  }
  return { width, height, channels, pixels };
}

/** Where each new pixel begins among the old ones, and the end. */
function edges(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to + 1 }, (_, i) => Math.floor((i * from) / to));
}

function at(list: Uint32Array, index: number): number {
  return list[index] ?? 0;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function averageBox(image: PixelImage, box: Box, to: Uint8Array, place: number): void {
  const { width, channels, pixels } = image;
  let red = 0;
  let green = 0;
  let blue = 0;
  let weight = 0;
  for (let y = box.top; y < box.bottom; y++) {
    for (let i = (y * width + box.left) * channels; i < (y * width + box.right) * channels; ) {
      const alpha = channels === 4 ? (pixels[i + 3] ?? 0) : 255;
      red += (pixels[i] ?? 0) * alpha;
      green += (pixels[i + 1] ?? 0) * alpha;
      blue += (pixels[i + 2] ?? 0) * alpha;
      weight += alpha;
      i += channels;
    }
  }
  const share = weight || 1;
  to[place] = Math.round(red / share);
  to[place + 1] = Math.round(green / share);
  to[place + 2] = Math.round(blue / share);
  const count = (box.right - box.left) * (box.bottom - box.top);
  if (channels === 4) to[place + 3] = Math.round(weight / count);
}
