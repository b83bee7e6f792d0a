import { type PaintTools, paint } from './paint.ts';

/** `maliang generate "<prompt>"`: paints and prints the URL. */
export function generate(words: readonly string[], tools: PaintTools): Promise<void> {
  return paint(words.join(' '), { inputs: undefined, mask: undefined }, tools);
}
