import type { ImageInput } from '../../core/image.ts';
import { parseSize } from '../../core/size.ts';

/** A size as DashScope writes it: `1024*1024`, or a tier such as `2K`. */
export function dashscopeSize(size: string): string {
  const pixels = parseSize(size);
  return pixels ? `${pixels.width}*${pixels.height}` : size;
}

/** Pixels on a side of a square at the cheaper of the two prices. */
const side = 1024;
const maxRatio = 8;

/**
 * What Qwen-Image 3 is asked for where nobody wished a size: the shape of the last image of an edit,
 * at the pixels of the cheaper of its two prices. Left alone it paints at the dearer one.
 */
export function unaskedSize(model: string, inputs: readonly ImageInput[]): string | undefined {
  if (!/^qwen-image-[3-9]/.test(model)) return undefined;
  const { width = 1, height = 1 } = inputs.findLast((input) => input.width > 0) ?? {};
  const ratio = Math.min(maxRatio, Math.max(1 / maxRatio, width / height));
  const rooted = Math.sqrt(ratio);
  return `${Math.floor(side * rooted)}x${Math.floor(side / rooted)}`;
}
