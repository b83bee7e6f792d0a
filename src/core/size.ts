import type { SizeRules } from './capability.ts';

/** A picture's measures in pixels. */
export interface PixelSize {
  width: number;
  height: number;
}

/** Reads `1024x1024` (also with × or *); undefined for anything else. */
export function parseSize(text: string): PixelSize | undefined {
  const match = /^(\d{1,5})\s*[x×*]\s*(\d{1,5})$/i.exec(text.trim());
  if (!match) return undefined;
  return { width: Number(match[1]), height: Number(match[2]) };
}

/** Reads `16:9` as width over height; undefined for anything else. */
export function parseRatio(text: string): number | undefined {
  const match = /^(\d{1,2}(?:\.\d)?):(\d{1,2}(?:\.\d)?)$/.exec(text.trim());
  const width = Number(match?.[1]);
  const height = Number(match?.[2]);
  return width > 0 && height > 0 ? width / height : undefined;
}

/** The size of a model that has this ratio: a named one, else one within its free rules. */
export function sizeForRatio(ratio: number, rules: SizeRules): string | undefined {
  const named = rules.named.find((name) => {
    const size = parseSize(name);
    return size && Math.abs(size.width / size.height - ratio) < 0.01;
  });
  if (named || !rules.free) return named;
  const { step, maxPixels, maxRatio, minSide, maxSide } = rules.free;
  if (Math.max(ratio, 1 / ratio) > maxRatio) return undefined;
  const area = Math.min(1024 * 1024, maxPixels);
  const round = (side: number) =>
    Math.min(maxSide, Math.max(minSide, Math.round(side / step) * step));
  return `${round(Math.sqrt(area * ratio))}x${round(Math.sqrt(area / ratio))}`;
}
