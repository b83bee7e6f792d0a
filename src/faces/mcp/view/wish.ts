import { asList, type Loose } from './host.ts';

/** What can be told of a wish before it is granted, even from a part of it. */
export interface Wish {
  prompt: string;
  /** Pictures of each job. */
  each: number;
  /** Pictures in all. */
  count: number;
  /** Width by height. */
  ratio: number;
}

/** Reads the arguments of a painting tool, which may still be streaming in. */
export function readWish({ prompt = '', n, size, models }: Loose): Wish {
  const each = Math.max(1, Math.min(10, Number(n) || 1));
  const [, width, height] = /^(\d+)[x×:*](\d+)$/i.exec(String(size)) ?? [];
  const ratio = Number(width) / Number(height);
  return {
    prompt: String(prompt),
    each,
    count: each * (asList(models).slice(0, 6).length || 1),
    // A number that is not yet written to its end makes a shape that no picture has.
    ratio: ratio > 0.06 && ratio < 17 ? ratio : 1,
  };
}
