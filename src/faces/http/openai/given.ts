import type { Spool } from '../../../kit/spool.ts';

/** A picture as a request named it. */
export interface Given {
  /** Its place in the request, for errors. */
  param: string;
  /** Its bytes, all of them here; or a URL, a data URI, base64, or an id of ours. */
  from: Spool | string;
}

/** What came with a request to edit: its fields, and its pictures as they were given. */
export interface EditBody {
  fields: Record<string, unknown>;
  images: Given[];
  mask: Given | undefined;
  markup: Given | undefined;
  /** Everything that was spooled, whether one of the pictures names it or none does. */
  spools: Spool[];
}

/** Of each picture, as OpenAI bounds them. */
export const maxMebibytes = 50;

/** Frees them all; one that cannot be freed keeps no other. */
export async function discardSpools(spools: Iterable<Spool>): Promise<void> {
  await Promise.allSettled(Array.from(spools, (spool) => spool.discard()));
}
