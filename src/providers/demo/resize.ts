import type { PixelImage } from '../../kit/png.ts';

/** The first source row or column of each target one, and where the last ends. */
function spans(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to + 1 }, (_, i) => Math.floor((i * from) / to));
}

/** An image at another size: averaged where it shrinks, repeated where it grows. */
export function resizeImage(image: PixelImage, width: number, height: number): PixelImage {
  if (image.width === width && image.height === height) return image;
  const { channels } = image;
  const columns = spans(image.width, width);
  const lines = spans(image.height, height);
  const pixels = new Uint8Array(width * height * channels);
  const sum = new Float64Array(channels);
  for (let y = 0, to = 0; y < height; y++) {
    const top = lines[y] ?? 0;
    const bottom = Math.max(top + 1, lines[y + 1] ?? 0);
    for (let x = 0; x < width; x++, to += channels) {
      const left = columns[x] ?? 0;
      const right = Math.max(left + 1, columns[x + 1] ?? 0);
      sum.fill(0);
      for (let v = top; v < bottom; v++) {
        for (let u = left; u < right; u++) {
          const at = (v * image.width + u) * channels;
          for (let c = 0; c < channels; c++) sum[c] = (sum[c] ?? 0) + (image.pixels[at + c] ?? 0);
        }
      }
      const count = (bottom - top) * (right - left);
      for (let c = 0; c < channels; c++) pixels[to + c] = (sum[c] ?? 0) / count + 0.5;
    }
  }
  return { width, height, channels, pixels };
}
