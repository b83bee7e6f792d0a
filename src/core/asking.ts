import { AppError } from './errors.ts';
import { readText } from './request.ts';

/** What a request says of itself beside its wish: whether it was made before, and who waits. */
export interface Asking {
  /** The caller's own name for this wish: it is granted once under this name. */
  idempotencyKey: string | undefined;
  /**
   * Which earlier equal wish it is the same as, without a key: none, one whose answer nobody has, or
   * one whose answer nobody has and nobody waits for any more.
   */
  joins: 'none' | 'unanswered' | 'left';
  /** Nobody waits: it is answered with a job to look at later. */
  detached: boolean;
  /** Where its caller wants to be told of the end. */
  webhookUrl?: string | undefined;
  /**
   * Told, just before money of the operator's may be spent, what it may come to. What it throws
   * refuses the wish.
   */
  approve?: (ceiling: Ceiling) => void;
}

/** What a wish may come to. */
export interface Ceiling {
  /** In US dollars; undefined where nobody knows. */
  usd: number | undefined;
  images: number;
}

/** A wish that is new, whatever went before. */
export const askedOnce: Asking = { idempotencyKey: undefined, joins: 'none', detached: false };

const longestKey = 255;

/** An optional idempotency key of at most 255 characters; throws `invalid_type` or `invalid_value`. */
export function readIdempotencyKey(param: string, value: unknown): string | undefined {
  const key = readText(param, value);
  if (key === undefined || key.length <= longestKey) return key;
  const expected = {
    en: `a text of at most ${longestKey} characters`,
    zh: `不超过 ${longestKey} 个字符的文本`,
  };
  const got = { en: `${key.length} characters`, zh: `${key.length} 个字符` };
  throw new AppError('invalid_value', { param, expected, got }, { param });
}
