import type { SizeRules } from './capability.ts';

/** A picture's measures in pixels. */
export interface PixelSize {
  width: number;
  height: number;
}

type FreeRules = NonNullable<SizeRules['free']>;

const usualPixels = 1024 * 1024;

/** Reads `1024x1024` (also with × or *); undefined for anything else. */
export function parseSize(text: string): PixelSize | undefined {
  const match = /^(\d{1,5})\s*[x×*]\s*(\d{1,5})$/i.exec(text.trim());
  if (!match) return undefined;
  return { width: Number(match[1]), height: Number(match[2]) };
}

/** Reads `16:9` (also with a Chinese colon) as width over height; undefined for anything else. */
export function parseRatio(text: string): number | undefined {
  const match = /^(\d{1,2}(?:\.\d)?)[:：](\d{1,2}(?:\.\d)?)$/.exec(text.trim());
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
  return named ?? (rules.free && freeSizeForRatio(ratio, rules.free));
}

/** The best of the sizes around the exact one, which hardly ever falls on the grid of steps. */
function freeSizeForRatio(ratio: number, free: FreeRules): string | undefined {
  const pixels = Math.min(free.maxPixels, Math.max(free.minPixels, usualPixels));
  const around = (side: number) =>
    [-1, 0, 1].map((more) => (Math.round(side / free.step) + more) * free.step);
  const distance = ({ width, height }: PixelSize) =>
    Math.abs(Math.log(width / height / ratio)) +
    Math.abs(Math.log((width * height) / pixels)) / 100;
  const [best] = around(Math.sqrt(pixels * ratio))
    .flatMap((width) =>
      around(Math.sqrt(pixels / ratio)).map((height): PixelSize => ({ width, height })),
    )
    .filter(
      (size) => obeysRules(size, free) && Math.abs(size.width / size.height / ratio - 1) < 0.1,
    )
    .sort((a, b) => distance(a) - distance(b));
  return best && `${best.width}x${best.height}`;
}

/** Whether a model takes a size that is none of its named ones. */
export function obeysRules({ width, height }: PixelSize, free: FreeRules): boolean {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const area = width * height;
  return (
    width % free.step === 0 &&
    height % free.step === 0 &&
    short >= free.minSide &&
    long <= free.maxSide &&
    area >= free.minPixels &&
    area <= free.maxPixels &&
    long / short <= free.maxRatio
  );
}
