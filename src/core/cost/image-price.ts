import type { Price } from '../capability.ts';
import { parseSize } from '../size.ts';

/**
 * The price of an image of these pixels, in US dollars, the dearest where the quality is left open;
 * undefined where pixels do not decide.
 */
export function priceOfPixels(
  { upToPixels = [] }: Price,
  size: string | undefined,
  quality: string | undefined,
): number | undefined {
  const pixels = size === undefined ? undefined : parseSize(size);
  if (!pixels) return undefined;
  const area = pixels.width * pixels.height;
  const cheapest = new Map<string | undefined, number>();
  for (const step of upToPixels) {
    const isOpen = step.quality === undefined || quality === undefined || step.quality === quality;
    if (isOpen && area <= step.pixels && !cheapest.has(step.quality)) {
      cheapest.set(step.quality, step.usd);
    }
  }
  return cheapest.size === 0 ? undefined : Math.max(...cheapest.values());
}

/** What so many input images cost in US dollars, in each of so many calls. */
export function priceOfInputs({ perInput }: Price, inputs: number, calls: number): number {
  if (!perInput) return 0;
  return perInput.usd * Math.max(0, inputs - (perInput.free ?? 0)) * calls;
}
