import type { Price } from '../capability.ts';
import { parseSize } from '../size.ts';

/** The price of an image of these pixels, in US dollars; undefined where pixels do not decide. */
export function priceOfPixels(
  { upToPixels = [] }: Price,
  size: string | undefined,
): number | undefined {
  const pixels = size === undefined ? undefined : parseSize(size);
  if (!pixels) return undefined;
  return upToPixels.find((step) => pixels.width * pixels.height <= step.pixels)?.usd;
}

/** What so many input images cost in US dollars, in each of so many calls. */
export function priceOfInputs({ perInput }: Price, inputs: number, calls: number): number {
  if (!perInput) return 0;
  return perInput.usd * Math.max(0, inputs - (perInput.free ?? 0)) * calls;
}
