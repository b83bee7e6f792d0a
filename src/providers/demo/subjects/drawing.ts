import type { Color } from '../color.ts';
import type { Path } from '../path.ts';
import type { Random } from '../random.ts';

/** One flat shape of a drawing. */
export interface Part {
  shape: Path;
  color: Color;
  alpha?: number;
  /** Gives light of its own, so that the hour does not dim it. */
  glows?: boolean;
}

/** What a drawing may know of its picture. */
export interface Pose {
  /** The colour asked for, if any. */
  color: Color | undefined;
  prompt: string;
  random: Random;
  /** Whether snow lies. */
  winter: boolean;
  /** Whether lamps and windows are lit. */
  dark: boolean;
}

/** Where a subject belongs. */
export type Habitat = 'ground' | 'far' | 'water' | 'shallows' | 'sky' | 'aloft';

/**
 * A subject: shapes in a box 100 units high that stands on the origin (or, in the sky, has it in
 * its middle), y growing downwards, from back to front.
 */
export interface Drawing {
  habitat: Habitat;
  /** Its height, in shares of the picture's short side. */
  size: number;
  parts(pose: Pose): Part[];
}

/** Shapes of one colour. */
export function part(color: Color, ...shapes: readonly Path[]): Part {
  return { color, shape: shapes.flat() };
}
