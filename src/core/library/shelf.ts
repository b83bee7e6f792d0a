import type { Asset } from '../image.ts';

/** So many copies of images, and what they take. */
export interface Pile {
  count: number;
  /** Of all of them together. */
  bytes: number;
}

/** What may not stay on the shelf; undefined is no limit. */
export interface ShelfLimits {
  /** Milliseconds since 1970: copies from before then go. */
  before: number | undefined;
  /** In bytes: while all copies together take more, the oldest go. */
  maxBytes: number | undefined;
  /** Milliseconds since 1970: copies from then on stay, whatever the limits. */
  settledBefore: number;
}

/** Where one who reads what has expired has come to. */
export interface ExpiredPlace {
  /** Milliseconds since 1970. */
  expiredAt: number;
  /** Of an asset; empty for the first of that moment. */
  id: string;
}

/**
 * The copies of images that lie in asset folders, as the records know them. A copy may go unless
 * its image is a favourite, a try to give it to its host is due, or its generation has not ended.
 */
export interface Shelf {
  /** Everything that lies here, whether it may go or not. */
  measure(): Promise<Pile>;
  /** What the limits would take. */
  overdue(limits: ShelfLimits): Promise<Pile>;
  /**
   * Marks what the limits take as expired, the oldest first and at most `most` of them. Of several
   * who do it at once, each image is given to one.
   */
  expire(limits: ShelfLimits, at: number, most: number): Promise<Asset[]>;
  /** Expired images, those first that expired first, from behind a place. */
  expired(after: ExpiredPlace | undefined, limit: number): Promise<Asset[]>;
}

/** How long images are kept, as the operator set it; undefined is for ever. */
export interface KeepingTerms {
  /** In milliseconds. */
  keptFor: number | undefined;
  /** Of all copies here, in bytes. */
  maxBytes: number | undefined;
}

/** When the copy of an image here will be over, in milliseconds since 1970; undefined where nobody knows. */
export function expiryOf(
  { createdAt, favouriteAt, expiredAt }: Pick<Asset, 'createdAt' | 'favouriteAt' | 'expiredAt'>,
  keptFor: number | undefined,
): number | undefined {
  if (keptFor === undefined || favouriteAt !== undefined || expiredAt !== undefined)
    return undefined;
  return createdAt + keptFor;
}

/** Whether an image is nowhere any more: its copy here has expired, and no host has another. */
export function isGone({ expiredAt, hostedUrl }: Pick<Asset, 'expiredAt' | 'hostedUrl'>): boolean {
  return expiredAt !== undefined && hostedUrl === undefined;
}
