import { listRelatives } from '../../api/gallery.ts';
import type { Generation } from '../../api/shapes.ts';
import { t } from '../../state/locale.ts';
import { type RecipeHints, readHints } from './read-hints.ts';
import { readTexts } from './read-texts.ts';
import { sha256 } from './sha256.ts';

/** What became known of a picture somebody handed to the page. */
export interface Reading {
  /** An address of it within this page. */
  shownAt: string;
  /** The record of the generation that made it, where it was made here. */
  found: Generation | undefined;
  /** What it tells of itself. */
  hints: RecipeHints | undefined;
  facts: readonly (readonly [name: string, value: string])[];
}

/** Reads a picture in this browser, and asks the server for nothing but its hash. */
export async function readRecipe(file: Blob): Promise<Reading> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [{ texts, hasC2pa }, found] = await Promise.all([readTexts(bytes), findMaker(bytes)]);
  const software = texts.get('Software');
  return {
    shownAt: URL.createObjectURL(file),
    found,
    hints: readHints(texts),
    facts: [
      ...(software ? [[t('drop.software'), software] as const] : []),
      ...(texts.has('workflow') ? [[t('drop.workflow'), '✓'] as const] : []),
      ...(hasC2pa ? [[t('drop.c2pa'), t('drop.c2paThere')] as const] : []),
    ],
  };
}

/** Without an answer the picture may still tell something itself. */
async function findMaker(bytes: Uint8Array<ArrayBuffer>): Promise<Generation | undefined> {
  const [maker] = await listRelatives('sha256', [await sha256(bytes)]).catch(() => []);
  return maker;
}
