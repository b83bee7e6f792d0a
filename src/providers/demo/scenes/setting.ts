import type { Layer } from '../raster.ts';
import type { Line, Spot } from '../stage.ts';

/** A scene without its subjects: what is painted, and where things may stand in it. */
export interface Setting {
  /** From back to front. */
  behind: Layer[];
  /** In front of the subjects. */
  before: Layer[];
  /** Where animals and people stand. */
  ground: Line;
  /** Where houses and towers stand. */
  far: Line;
  /** Where boats float, at the height of their keel; undefined without water. */
  water: number | undefined;
  /** Where the sky ends. */
  horizon: number;
  light: Spot;
}

/** What is decided before a scene is laid out. */
export interface Outlook {
  horizon: number;
  light: Spot;
  /** Whether sun or moon can be seen there. */
  shining: boolean;
  /** The sky, from back to front. */
  sky: Layer[];
}
